"""What can be wrong in a page before it is built: an include that names no file, or that would render literally."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.harness.fences import fences, prose
from tests.harness.finding import LINE_FEEDS, Finding, carriage_return, quote

MARKER = re.compile(r"\s*-+8<-")
FORM = '--8<-- "page/example/file" alone in its fence, in straight quotes, without lines, sections or trailing spaces'


def source_findings(project: Path) -> list[Finding]:
    """Checks every page below `project`/docs, and the line ends of all that is published with it or included in one."""
    pages = sorted((project / "docs").rglob("*.md"))
    return [*_line_ends(project), *(found for page in pages for found in _page(project, page))]


def _line_ends(project: Path) -> Iterator[Finding]:
    built = project / "docs/assets/run"
    for file in sorted(file for folder in ("docs", "snippets") for file in (project / folder).rglob("*")):
        if file.is_file() and built not in file.parents and (line := carriage_return(file.read_bytes())):
            yield Finding(f"{file.relative_to(project).as_posix()}:{line}", "", "", *LINE_FEEDS)


def _page(project: Path, page: Path) -> Iterator[Finding]:
    name = page.relative_to(project).as_posix()
    markdown = page.read_text("utf-8")
    for number, line in prose(markdown):
        if MARKER.match(line):
            yield Finding(f"{name}:{number}", "", "", FORM, f"{quote(line)} outside of a fence", "put it into a fence")
        elif line.lstrip().startswith("~~~"):
            yield Finding(f"{name}:{number}", "", "", "a fence of backticks", quote(line), "write ``` instead")
    for fence in fences(markdown):
        where = f"{name}:{fence.line + 1}"
        if fence.include is None:
            if any(MARKER.match(line) for line in fence.text.split("\n")):
                yield Finding(where, "", "", FORM, quote(fence.text), "write it so")
            continue
        file = project / "snippets" / fence.include
        if not file.is_file():
            yield Finding(where, "", f"snippets/{fence.include}", "a file", "none", "add it, or mend the path")
        elif not file.read_text("utf-8").strip():
            yield Finding(where, "", f"snippets/{fence.include}", "a text", "an empty file", "fill it, or remove both")
