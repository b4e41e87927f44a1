import re
from pathlib import Path

import pytest

from tests.asrun.other_project import LIST, PAGE, PYTEST, edit, run, write

pytestmark = pytest.mark.check
FILE = "asrun-baseline.txt"
OUTPUT = f"{LIST}/example.toml::python\t{PAGE}: Python: {LIST}:"
RESPONSE = f"{LIST}/example.toml::response is as recorded\t{PAGE}: {LIST}/response.http:"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two mistakes, both in the baseline."""
    project = write(tmp_path_factory.mktemp("baseline"))
    edit(project / "asrun.toml", '[site]\nfolder = "html"\ntheme = "docusaurus"\n', "")
    edit(project / LIST / "output.txt", "cat", "cow")
    edit(project / LIST / "response.http", '"id": 1', '"id": 2')
    done = run(project, "asrun", "baseline")
    assert (done.returncode, done.stderr) == (0, f"{FILE}: 2 findings\n"), done.stdout
    return project


def test_what_the_baseline_lists_is_expected_and_what_is_new_or_gone_fails(listed: Path) -> None:
    lines = (listed / FILE).read_text("utf-8").splitlines()
    assert [line.partition(" expected")[0] for line in lines] == [OUTPUT, RESPONSE]
    done = run(listed, *PYTEST)
    assert (done.returncode, "2 xfailed" in done.stdout) == (0, True), done.stdout

    edit(listed / LIST / "output.txt", "cow", "dog")
    edit(listed / LIST / "response.http", '"id": 2', '"id": 1')
    on_github = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(listed.parent)}
    done = run(listed, *PYTEST, LIST, "--junit-xml=junit.xml", **on_github)
    found = sorted(line for line in done.stdout.splitlines() if line.startswith("::error "))
    at = f"::error file={listed.name}"
    starts = [f"{at}/{FILE},line={number}::{FILE}:{number}: expected the finding" for number in (1, 2)]
    starts.append(f'{at}/{PAGE},line=22::{PAGE}:22: Python: {LIST}: expected "dog"')
    assert [line[: len(start)] for line, start in zip(found, starts, strict=True)] == starts
    places = re.findall(r'name="place" value="(.+?)"', (listed / "junit.xml").read_text("utf-8"))
    assert sorted(places) == [f"{FILE}:1", f"{FILE}:2", f"{PAGE}:22"]


def test_a_second_baseline_only_shrinks(listed: Path) -> None:
    lines = (listed / FILE).read_text("utf-8").splitlines(keepends=True)
    gone = "src/snippets/quickstart/gone/example.toml::python\tsrc/snippets/quickstart/gone: expected a, actual b\n"
    (listed / FILE).write_text(gone + lines[-1], "utf-8")
    edit(listed / PAGE, "vaccinated=true", "vaccinated=yes")
    run(listed, "asrun", "baseline")
    assert (listed / FILE).read_text("utf-8") == ""
