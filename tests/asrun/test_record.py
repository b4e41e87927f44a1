import shutil
from pathlib import Path

import pytest

from asrun.examples import verdict
from asrun.examples.example import RECORDINGS, load_examples
from asrun.pages.ledger import entries
from asrun.pages.tally import FIGURES
from asrun.record import PUBLISHED, published_anchors, record, renew
from asrun.transport.server import MockServer
from tests.api import API
from tests.asrun.conftest import FIRST, PAGE
from tests.asrun.other_project import edit
from tests.asrun.small_site import TABS, write

SHOWN = {"text": "output.txt", "http": "response.http"}


def files(copy: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (copy / FIRST).iterdir()}


@pytest.mark.says("`make record` updates the first set, and `make mutants` updates the second.")
def test_recordings_are_written_from_a_real_run_and_no_other_stays(copy: Path, server: MockServer) -> None:
    before = files(copy)
    for file in ("response.http", "output.txt"):
        (copy / FIRST / file).unlink()
    (copy / f"{FIRST}/errors.txt").write_text("a warning\n")
    for _ in range(2):
        assert record(copy, server) == []
        assert files(copy) == before


@pytest.mark.parametrize(
    ("file", "old", "new", "actual"),
    [
        ("python.py", "/v1/generate", "/v1/a", "POST /v1/a 404 (the contract has no path /v1/a)"),
        ("python.py", "\nprint(", '\nprint("Bye")\nprint(', '"Bye"'),
        ("curl.sh", "Hello, world!", "Hi", """the body '{"model": "gpt-4", "prompt": "Hi"}'"""),
    ],
    ids=["request", "output", "other tabs"],
)
def test_example_that_does_not_do_as_it_states_keeps_its_recordings(  # noqa: PLR0913, PLR0917
    copy: Path, server: MockServer, file: str, old: str, new: str, actual: str
) -> None:
    edit(copy / FIRST / file, old, new)
    before = files(copy)
    (finding,) = record(copy, server)
    assert (finding.file, finding.actual) == (f"{FIRST}/{file}", actual)
    assert files(copy) == before


@pytest.mark.parametrize(("file", "old", "new", "tab"), [
    ("curl.sh", "/v1/generate", "/v1/a", "cURL"),
    ("python.py", "Hello, world!", "Hi", "Python"),
])  # fmt: skip
def test_new_example_gets_the_recordings_of_its_right_programs(  # noqa: PLR0913, PLR0917
    copy: Path, server: MockServer, monkeypatch: pytest.MonkeyPatch, file: str, old: str, new: str, tab: str
) -> None:
    before = files(copy)
    for recording in ("response.http", "output.txt"):
        (copy / FIRST / recording).unlink()
    edit(copy / FIRST / file, old, new)
    monkeypatch.setattr(verdict, "ALIKE", False)
    edit(copy / FIRST / "python.py", "\nprint(", '\nimport sys\nprint("Bye")\nprint("Hm", file=sys.stderr)\nprint(')
    (finding,) = record(copy, server)
    assert finding.tab == tab
    assert (copy / FIRST / "python-errors.txt").read_text() == "Hm\n"
    assert (copy / FIRST / "response.http").read_text() == before["response.http"]
    assert not (copy / FIRST / "output.txt").exists(), "the programs don't print the same"


def test_example_is_added_by_its_folder_its_lines_on_a_page_and_make_record(copy: Path, server: MockServer) -> None:
    write(copy, {})
    (copy / PUBLISHED).write_text("lost.md\n  kept\n")
    shutil.copytree(copy / FIRST, copy / "snippets/added/mine", ignore=shutil.ignore_patterns(*RECORDINGS))
    (copy / "snippets/added" / FIGURES).touch()
    shutil.rmtree(copy / FIRST)
    recordings = "".join(f'\n```{fence}\n--8<-- "added/mine/{file}"\n```\n' for fence, file in SHOWN.items())
    (copy / PAGE).write_text(f"# Page\n\n## Mine\n\n{TABS.replace('small/first', 'added/mine')}{recordings}")
    assert renew(copy, server) == []
    assert {"getting-started/authentication.md#mine", "lost.md#kept"} < set(published_anchors(copy))
    figures = (copy / "snippets/added" / FIGURES).read_text("utf-8")
    assert [line.split()[0] for line in figures.splitlines()[:2]] == ["1", "3"]
    assert {"added/mine/output.txt", "added/mine/response.http"} <= set(entries(copy, load_examples(copy, API)[0]))
