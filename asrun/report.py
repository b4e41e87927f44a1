"""How findings fail a test, and how GitHub shows them beside the line that they are about."""

import os
import re
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.finding import Finding, quote
from asrun.text import glimpse

_PLACED = re.compile(r"(?:[^:]+: )??(?P<file>[\w@+./-]+\.\w+)(?::(?P<line>\d+))?(?::\d+)?: (?!in )\S")
"""The beginning of a finding, which may have a tab before its file, or of what a builder says of a page.

A frame of a traceback goes on with `in`.
"""


class Found(pytest.fail.Exception):  # type: ignore[misc, name-defined] # pytest makes it at run time
    """What a test has found, in a line for each finding, and with nothing else."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)), pytrace=False)
        self.findings = findings


def report(findings: Iterable[Finding]) -> None:
    """Fails with one line for each finding. Raises Found."""
    if found := list(findings):
        raise Found(found)


def unexpected(error: BaseException, node: pytest.Item | pytest.Collector) -> Finding:
    """The finding of a check that raised anything else: its statement, and why that failed.

    A test that is named after a page, `test_rate_limits_page.py`, is about it, at the heading that the test's id has.
    """
    every = [each for each in traceback.extract_tb(error.__traceback__) if Path(each.filename).is_relative_to(ROOT)]
    frames = [each for each in every if "site-packages" not in each.filename]
    own = [each for each in frames if Path(each.filename) == node.path and isinstance(node, pytest.Item)]
    frame = next(reversed([*frames, *own]), None)
    asserted = isinstance(error, AssertionError)
    reason = str(error).removeprefix("assert ") if asserted else f"{type(error).__name__}: {error}"
    page = node.path.stem.removeprefix("test_").removesuffix("_page").replace("_", "-")
    pages = ROOT.glob(f"docs/**/{page}.md*") if node.path.stem.endswith("_page") else ()
    where = next((f"{path.relative_to(ROOT).as_posix()}:{_heading(glimpse(path), node.name)}" for path in pages), "")
    return Finding(
        where=where,
        file=f"{Path(frame.filename).relative_to(ROOT).as_posix()}:{frame.lineno}" if frame else node.nodeid,
        expected=((frame and frame.line) or "no error").removeprefix("assert "),
        actual=quote(" ".join(reason.split())),
        fix="correct the page, or the test",
    )


def _heading(markdown: str, name: str) -> int:
    headings = re.finditer(r"^#+ `?(?P<text>[^`{\n]*[^`{\s])", markdown, re.MULTILINE)
    found = (markdown.count("\n", 0, heading.start()) + 1 for heading in headings if heading["text"] in name)
    return next(found, 1)


def commands(text: str, root: Path) -> Iterator[str]:
    """The lines of a failure as GitHub's workflow commands, each at its file and line, where it names them.

    The files are below `root`, which may be a folder of the repository that the workflow has checked out.
    """
    workspace = Path(os.environ.get("GITHUB_WORKSPACE", root))
    prefix = root.relative_to(workspace) if root.is_relative_to(workspace) else Path()
    lines = text.splitlines()
    placed = [(found, line) for line in lines if (found := _PLACED.match(line))]
    for found, line in placed:
        place = f"file={_escaped((prefix / found['file']).as_posix(), ',:')}"
        yield f"::error {place}{',line=' + found['line'] if found['line'] else ''}::{_escaped(line)}"
    if not placed and lines:
        yield f"::error::{_escaped(lines[-1])}"


def _escaped(text: str, also: str = "") -> str:
    return "".join(f"%{ord(each):02X}" if each in f"%\r\n{also}" else each for each in text)
