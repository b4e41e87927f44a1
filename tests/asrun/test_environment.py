"""What the user, make or git has set reaches no test."""

import os
import subprocess
import sys
from pathlib import Path

from asrun import ROOT
from asrun.examples.environment import ISOLATED
from asrun.examples.waiting import GUARD

TESTS = ("tests/mutants/test_report.py", "-k", "tally_names")
SHOW = "from asrun.examples.environment import isolate; isolate(); import os; print(*sorted(os.environ)); "


def child(arguments: list[str], **variables: str) -> str:
    """What Python prints that is started with the variables by someone who is not a test."""
    mine = {name: value for name, value in os.environ.items() if name != ISOLATED}
    ended = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=mine | variables,
        capture_output=True,
        text=True,
        timeout=GUARD,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_nothing_that_is_set_is_inherited_but_what_says_where_programs_are(tmp_path: Path) -> None:
    names = ("GIT_DIR", "MAKEFLAGS", "no_proxy", "SSL_CERT_FILE", "LC_ALL", "API_KEY", "ANYTHING_ELSE")
    shown = child(["-c", SHOW + "print(os.environ['HOME'])"], HOME=str(tmp_path), **dict.fromkeys(names, "C"))
    inherited, home = shown.splitlines()
    assert set(names) & set(inherited.split()) == set()
    assert home != str(tmp_path)
    assert not Path(home).exists(), "it is removed at the end"


def test_a_commit_hook_of_a_linked_worktree_harms_no_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    git = tmp_path / ".git"
    before = {path: path.read_bytes() for path in git.rglob("*") if path.is_file()}
    variables = {"GIT_DIR": str(git), "GIT_INDEX_FILE": str(git / "index"), "GIT_PREFIX": "", "PYTEST_ADDOPTS": "-v"}
    assert "1 passed" in child(["-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *TESTS], **variables)
    assert {path: path.read_bytes() for path in git.rglob("*") if path.is_file()} == before
