"""What a failure looks like to whoever runs pytest."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness import ROOT
from tests.harness_tests.conftest import FIRST, Copy

MISTAKE = (
    f"{FIRST}/curl.sh: expected POST /v1/generate 200; came POST /v1/generat 404 NOT_FOUND {{}}."
    " Mend: mend the program, or exchanges in example.toml."
)


@pytest.fixture
def project(copy: Copy) -> Copy:
    for folder in ("mock_api", "tests"):
        shutil.copytree(ROOT / folder, copy.root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "docs/api-reference", copy.root / "docs/api-reference", dirs_exist_ok=True)
    shutil.copy(ROOT / "pyproject.toml", copy.root)
    return copy


def pytest_in(project: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/test_examples.py", *options]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False).stdout


def test_failure_is_its_finding_and_nothing_else(project: Copy) -> None:
    project.edit(f"{FIRST}/curl.sh", "/v1/generate", "/v1/generat")
    printed = pytest_in(project.root, "-k", "curl and not bash and not zsh")
    report = printed.partition(" FAILURES ")[2].partition(" short test summary info ")[0].splitlines()[1:-1]
    assert report == [
        "____________ test_example[authentication/first-request[curl]] ____________".center(80, "_"),
        f"{project.place('curl.sh')}: cURL: {MISTAKE}",
    ]


def test_language_is_selected_by_its_name(project: Copy) -> None:
    printed = pytest_in(project.root, "-k", "curl", "--collect-only", "-q")
    assert re.findall(r"::(.*)", printed)[:2] == [
        "test_example[authentication/first-request[curl]]",
        "test_example[authentication/first-request[curl in bash]]",
    ]


def test_slip_in_an_example_fails_one_test_alone(project: Copy) -> None:
    (project.root / FIRST / "curl.sh").unlink()
    project.write("snippets/a/b/example.toml", 'exchanges = ["GET /v1/me 401"]\nfields = []\n')
    project.write("snippets/a/b/request.http", "GET /v1/me HTTP/1.1\nHost: api.example.com\n\n")
    printed = pytest_in(project.root, "-k", "whole")
    assert f"{FIRST}: expected a program in cURL; came none." in printed
    assert "1 failed" in printed
