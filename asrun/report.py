"""How findings fail a test, and how GitHub shows them beside the line that they are about."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from asrun.finding import Finding

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
