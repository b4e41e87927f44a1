"""Which way the arrows go: tests → run_in_page → mock_api → asrun, and never back."""

import re

import pytest

from asrun import ROOT

MAY_IMPORT = {
    "asrun": "asrun",
    "mock_api": "asrun|mock_api",
    "run_in_page": "asrun|mock_api|run_in_page",
    "scripts": "asrun|mock_api|run_in_page|scripts",
    "benchmarks": "asrun|mock_api|run_in_page|benchmarks",
}
IMPORT = re.compile(
    r"^\s*(?:from|import) (asrun|mock_api|run_in_page|scripts|benchmarks|tests|\.)[\w. ]*", re.MULTILINE
)


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_folder_imports_what_it_may_know_alone(folder: str) -> None:
    strange = [
        f"{file.relative_to(ROOT)}: {found[0].strip()}"
        for file in (ROOT / folder).rglob("*.py")
        for found in IMPORT.finditer(file.read_text("utf-8"))
        if not re.fullmatch(MAY_IMPORT[folder], found[1])
    ]
    assert strange == []
