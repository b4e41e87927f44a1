"""What make any-machine tries, on a copy of the project as it is: the cheap cases always, the others in make check."""

import subprocess
from pathlib import Path

import pytest

from asrun.examples.environment import ISOLATED
from scripts.any_machine import CASES, SOME, Case, possible, result
from tests.trials import all_parts, copy_parts

HIDDEN = (".gitattributes", ".gitignore", ".pre-commit-config.yaml")
CHEAP = ("umask 077", "space, quote and umlaut in the path", "export without git")
ONE = ("-n0", "tests/mutants/test_report.py", "-k", "tally")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose one commit is the project as it is, saved or not."""
    root = tmp_path_factory.mktemp("any-machine") / "root"
    copy_parts((*all_parts(), *HIDDEN), root)
    user = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    for command in (("init",), ("add", "--all"), (*user, "commit", "--message=A")):
        subprocess.run(["git", *command], cwd=root, check=True, capture_output=True)
    return root


@pytest.fixture(autouse=True)
def _user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the tests of a case take their environment for a user's."""
    monkeypatch.delenv(ISOLATED)


@pytest.mark.parametrize("name", CHEAP)
def test_a_test_passes_on_another_machine(name: str, root: Path) -> None:
    assert result(CASES[name], ONE, root=root) == "ok"


@pytest.mark.check
@pytest.mark.parametrize("name", [name for name, case in CASES.items() if possible(case)])
def test_tests_pass_on_any_machine(name: str, root: Path) -> None:
    assert result(CASES[name], SOME, root=root) == "ok"


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case("mkdir project", wrapper="exit 3"), "exit status 3: "),
        (Case("mkdir project", wrapper="true", after="false"), "the repository is not what it was"),
        (Case("mkdir project", wrapper="true", needs="false"), "not tried, as this machine fails `false`"),
    ],
    ids=["the tests fail", "the tests do harm", "the machine cannot"],
)
def test_case_that_does_not_pass_says_why(case: Case, expected: str) -> None:
    assert result(case, ()) == expected
