"""Where the pages show a file of snippets/: a finding about the file names that page and line."""

import re
from pathlib import Path

from asrun import ROOT
from asrun.pages.fences import fences
from asrun.text import glimpse

PAGES = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
"""The site's pages, by their paths below docs/."""

TAB = re.compile(r'=== "(?P<label>.+)"')


def places(root: Path) -> dict[tuple[str, str], str]:
    """`page:line` of the first include of each file in each tab, and, under an empty label, of its first include.

    Files are named by their paths below snippets/, pages by theirs below `root`.
    """
    found: dict[tuple[str, str], str] = {}
    for page in sorted((root / "docs").rglob("*.md")):
        markdown = glimpse(page)
        lines = markdown.splitlines()
        for fence in fences(markdown):
            if fence.include:
                place = f"{page.relative_to(root).as_posix()}:{fence.line + 1}"
                for label in {"", _tab(lines[: fence.line])}:
                    found.setdefault((fence.include, label), place)
    return found


def _tab(lines: list[str]) -> str:
    """The label of the tab that the last line stands in, or nothing: what it stands in begins further to the left."""
    last = lines[-1]
    for line in reversed(lines):
        if line.strip() and _indent(line) < _indent(last):
            if label := TAB.fullmatch(line.strip()):
                return label["label"]
            last = line
    return ""


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
