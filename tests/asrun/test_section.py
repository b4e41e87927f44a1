from pathlib import Path

import pytest

from asrun.examples.section import read_section
from tests.asrun.other_project import LIST, PAGE, PYTEST, edit, run, write

pytestmark = pytest.mark.check
HTML = "html/docs/quickstart/index.html"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path)


def test_programs_in_fences_run_and_are_recorded(project: Path) -> None:
    recordings = {path: path.read_bytes() for path in (project / LIST).iterdir()}
    for path in (project / LIST / "output.txt", project / LIST / "response.http"):
        path.unlink()
    assert run(project, "asrun", "record").stderr == ""
    assert {path: path.read_bytes() for path in (project / LIST).iterdir()} == recordings
    done = run(project, *PYTEST)
    assert done.returncode == 0, done.stdout


MISTAKES = [
    (PAGE, "?vaccinated=true' ", "?vaccinated=yes' ", "curl and not in", f"{PAGE}:14: cURL: {LIST}: expected GET"),
    (PAGE, '"<YOUR_TOKEN>"', '"<YOUR_KEY>"', "whole", f"{PAGE}:21: expected <YOUR_KEY> to be declared"),
    (HTML, ">Python<", ">Ruby<", "block", f"{PAGE}:22: Ruby: {LIST}: expected the tab"),
    (PAGE, '"kind": "cat"', '"kind": "dog"', "block", f"{PAGE}:36: {LIST}: expected"),
    (f"{LIST}/response.http", '"id": 1', '"id": 2', "recorded", f"{PAGE}:14: {LIST}/response.http: expected"),
    (f"{LIST}/example.toml", "#list-pets", "#list-all", "whole", f"{LIST}/example.toml: expected page to be"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_points_at_the_line_of_the_fence(project: Path, mistake: tuple[str, str, str, str, str]) -> None:
    file, old, new, test, says = mistake
    edit(project / file, old, new)
    done = run(project, *PYTEST, "-k", test)
    assert f"\n{says}" in done.stdout, done.stdout


def test_tab_can_have_another_name_of_its_language(project: Path) -> None:
    edit(project / PAGE, '"Python"', '"Py"')
    edit(project / HTML, ">Python<", ">Py<")
    assert run(project, *PYTEST, "-k", "block").returncode == 0


def test_a_program_in_a_tab_within_its_language_s_tab_is_one_of_them(tmp_path: Path) -> None:
    inner = '=== "Python"\n\n    === "V1"\n\n        ```python\n        a()\n        ```\n\n'
    outer = '=== "Python"\n\n    ```python\n    b()\n    ```\n'
    (tmp_path / "page.md").write_text(inner + outer, "utf-8")
    found = [read_section(tmp_path, "page.md", tmp_path / "example.toml", nth).programs["python"] for nth in (1, 2)]
    assert [each.text.strip() for each in found] == ["a()", "b()"]
