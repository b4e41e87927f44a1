"""A test of each page's blocks, as the documentation of mktestdocs has it."""

from pathlib import Path

import pytest
from mktestdocs import check_md_file  # type: ignore[import-not-found]


@pytest.mark.parametrize("language", ["python", "bash"])
@pytest.mark.parametrize("path", sorted(Path().glob("*.md")), ids=str)
def test_blocks(path: Path, language: str) -> None:
    check_md_file(fpath=path, lang=language)
