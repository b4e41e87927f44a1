"""`pytest -k page/example` verifies one example, and is over before the other tests would have been read."""

import subprocess
import sys

import pytest

from tests.harness import ROOT

pytestmark = pytest.mark.check

NAME = "authentication/first-request"
IMPORTED = "import sys; from tests.harness import fixtures; print(*sys.modules)"


def collected(*arguments: str) -> set[str]:
    """The files whose tests pytest would run."""
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "--collect-only", *arguments]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {line.partition("::")[0] for line in printed.splitlines() if "::" in line}


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (["-k", f"{NAME} and python"], "tests/test_examples.py"),
        (["-k", NAME, "tests/test_snippets.py"], "tests/test_snippets.py"),
    ],
)
def test_the_tests_of_examples_alone_are_read_unless_a_file_is_named(arguments: list[str], file: str) -> None:
    assert collected(*arguments) == {file}


def test_nothing_of_the_browser_and_of_the_site_is_imported() -> None:
    listed = subprocess.run([sys.executable, "-c", IMPORTED], cwd=ROOT, check=True, capture_output=True, text=True)
    assert not {"bs4", "lxml", "playwright", "hypothesis", "black"} & set(listed.stdout.split())
