"""What a failure looks like to whoever runs pytest."""

import re
import shutil
import subprocess
import sys

import pytest

from asrun import ROOT
from asrun.examples.terminal import shells
from tests.asrun.conftest import FIRST, Copy, copied


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A copy of the project with a wrong path in one program, and a folder that is no example."""
    copy = copied(tmp_path_factory.mktemp("project"))
    for folder in ("asrun", "mock_api", "run_in_page", "tests"):
        shutil.copytree(ROOT / folder, copy.root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "docs/api-reference", copy.root / "docs/api-reference", dirs_exist_ok=True)
    shutil.copy(ROOT / "pyproject.toml", copy.root)
    copy.edit(f"{FIRST}/curl.sh", "/v1/generate", "/v1/generat")
    (copy.root / "snippets/authentication/empty").mkdir()
    return copy


@pytest.fixture(scope="module")
def printed(project: Copy) -> str:
    """What `pytest -k` prints where it selects one language, and the test of the folders."""
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "tests/test_examples.py"]
    selected = [*command, "-k", "curl or folder"]
    return subprocess.run(selected, cwd=project.root, capture_output=True, text=True, check=False).stdout


def test_failure_is_its_finding_and_nothing_else(project: Copy, printed: str) -> None:
    report = printed.partition(" FAILURES ")[2].partition(" short test summary info ")[0].splitlines()[1:-1]
    assert [line for line in report if not line.startswith(("____", "Not tried: "))] == [
        "snippets/authentication/empty/example.toml: expected a file, actual none."
        " Fix: say in it what the example must send: exchanges = [...].",
        f"{project.place('curl.sh')}: cURL: {FIRST}/curl.sh:"
        " expected POST /v1/generate 200, actual POST /v1/generat 404 NOT_FOUND {}."
        " Fix: correct the program, or exchanges in example.toml.",
    ]


def test_language_is_selected_by_its_name(printed: str) -> None:
    assert re.findall(r"::(\S+.*) (?:PASSED|FAILED)", printed) == [
        "test_every_folder_of_an_example_is_whole",
        "test_example[authentication/first-request[curl]]",
        *(f"test_example[authentication/first-request[curl in {shell}]]" for shell in shells()),
    ]
