import subprocess
from pathlib import Path

import pytest

from asrun.examples.languages import CURL, PYTHON
from asrun.pages import tally
from tests.mutants import report
from tests.mutants.judged import Judgement
from tests.mutants.mutants import Mutant
from tests.mutants.report import commit, made, page, write_page
from tests.mutants.trials import Program

TEXT = b"print(1)\n"
COMMIT = "263662bd8a7e"


def judged(file: Path, trial: str) -> Judgement:
    return Judgement(Mutant(file, PYTHON, "another value", TEXT, b"print(2)\n"), trial, "")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Program]:
    """Two programs, in a project of their own."""
    monkeypatch.setattr(report, "ROOT", tmp_path)
    (tmp_path / "snippets/verification" / tally.MUTANTS).parent.mkdir(parents=True)
    files = [tmp_path / "a.py", tmp_path / "b.py"]
    for file in files:
        file.write_bytes(TEXT)
    return [Program(file, PYTHON, (), {}) for file in files]


def test_page_gives_the_figures_of_the_run(programs: list[Program]) -> None:
    judgements = [judged(program.file, trial) for program in programs for trial in ("a check", "", "a check")]
    assert page(judgements, 1234, COMMIT).splitlines() == [
        f"commit                                          {COMMIT}",
        "programs                                                   2",
        "edits made in them                                     1,234",
        "mutants: edits that leave another program                  6",
        "  noticed by a check                                       4",
        "  listed with a reason, as no check can notice             2",
        "kill rate                                            66.67 %",
        "  cURL                                              100.00 %",
        "  JavaScript                                        100.00 %",
        "  Python                                             66.67 %",
    ]


def test_page_is_written_where_every_program_was_judged(programs: list[Program], tmp_path: Path) -> None:
    judgements = [judged(program.file, "a check") for program in programs]
    write_page(judgements, programs, COMMIT)
    assert (tmp_path / "snippets/verification" / tally.MUTANTS).read_text() == page(judgements, made(programs), COMMIT)


def test_page_stays_where_only_some_were(programs: list[Program], tmp_path: Path) -> None:
    write_page([judged(programs[0].file, "a check")], programs, COMMIT)
    assert not (tmp_path / "snippets/verification" / tally.MUTANTS).exists()


def test_tally_names_the_commit_that_was_tried(tmp_path: Path) -> None:
    assert commit(tmp_path) == "unknown"
    git(tmp_path, "init")
    git(tmp_path, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--allow-empty", "--message=A")
    name = git(tmp_path, "rev-parse", "--short=12", "HEAD").strip()
    assert commit(tmp_path) == name
    (tmp_path / "new").mkdir()
    assert commit(tmp_path / "new") == "unknown", "a folder within a repository is not one"
    (tmp_path / "new/python.py").write_bytes(TEXT)
    assert commit(tmp_path) == f"{name}, with changes"


def test_edit_counts_though_it_leaves_no_program(tmp_path: Path) -> None:
    (tmp_path / "curl.sh").write_text("curl 'a'\n")
    before = made([Program(tmp_path / "curl.sh", CURL, (), {})])
    (tmp_path / "curl.sh").write_text("curl 'a' 'b'\n")
    assert 0 < before < made([Program(tmp_path / "curl.sh", CURL, (), {})])
