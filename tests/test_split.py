"""pytest-split shares the tests out among machines, as README.md says: nothing is lost, and nothing is run twice."""

import re
import shlex
import subprocess
import sys

import pytest

from tests.harness import ROOT

pytestmark = pytest.mark.check

RECIPE = ".venv/bin/pytest -q -n auto --dist loadgroup --no-loadscope-reorder -m 'not check' --splits 3 --group "
FILES = ["tests/test_examples.py", "tests/test_ledger.py", "tests/test_coverage.py"]
"""What needs runs of examples, which each part makes for itself."""


def collected(*options: str) -> list[str]:
    """The tests that pytest would run, in one process."""
    command = [sys.executable, "-m", "pytest", "-q", "-n0", "--collect-only", *options, *FILES]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [line for line in printed.splitlines() if "::" in line]


def test_the_three_parts_are_the_whole() -> None:
    parts = [collected("--splits", "3", "--group", str(number)) for number in (1, 2, 3)]
    assert all(parts)
    assert [test for part in parts for test in part] == collected()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_readme_has_the_command_of_each_part(number: int) -> None:
    assert f"{RECIPE}{number}" in (ROOT / "README.md").read_text("utf-8")
    (test,) = re.findall(r"^PYTEST := .*", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert shlex.join(shlex.split(RECIPE)[1:-6]) in test
