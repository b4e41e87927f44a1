"""`python -m asrun baseline`: writes down what pytest finds today, so that only what is new fails.

A line of asrun-baseline.txt is the id of a test, a tab, and a finding without its line number and its fix. A test whose
findings are all listed is expected to fail (`xfailed`); one that no longer has a finding of the list fails, until that
line is removed. Where there is a list already, the command only removes lines: delete the file to begin anew. Further
arguments are pytest's, such as `-n 2`.
"""

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.finding import Finding, quote
from asrun.report import Found
from asrun.text import glimpse

FILE = "asrun-baseline.txt"
_LINE = re.compile(r"(:\d+)+$")


@cache
def baseline(root: Path) -> tuple[tuple[str, str], ...]:
    """The id and the finding of each line of the list."""
    return tuple((line.partition("\t")[0], line.partition("\t")[2]) for line in glimpse(root / FILE).splitlines())


def entry(finding: Finding) -> str:
    """What the list says of a finding: neither an edit above it on the page nor another fix makes it a new one."""
    bare = replace(finding, where=_LINE.sub("", finding.where), file=_LINE.sub("", finding.file))
    return str(bare).rpartition(". Fix: ")[0]


def unlisted(test: str, findings: Sequence[Finding], root: Path) -> list[Finding]:
    """The findings of a test that are not in the list, and a finding for each line of the list that is none of them."""
    left = {number: text for number, (its, text) in enumerate(baseline(root), 1) if its == test}
    new = []
    for finding in findings:
        number = next((number for number, text in left.items() if text == entry(finding)), None)
        if number is None:
            new.append(finding)
        else:
            del left[number]
    return new + [_gone(number, text) for number, text in left.items()]


def _gone(number: int, text: str) -> Finding:
    where, fix = f"{FILE}:{number}", "remove this line, as it is fixed"
    return Finding(where=where, expected=f"the finding {quote(text)}", actual="none", fix=fix)


def judge(item: pytest.Item, report: pytest.TestReport, error: BaseException | None) -> None:
    """Lets a test fail for what is not in the list alone, and adds to JUnit XML the place of each finding."""
    found = list(error.findings) if isinstance(error, Found) else []
    if report.outcome == "skipped" or (error and not found):
        return
    report.findings = [entry(finding) for finding in found]  # type: ignore[attr-defined] # xdist sends it on
    fails = unlisted(item.nodeid, found, ROOT)
    item.user_properties += [("place", finding.where or finding.file) for finding in fails]
    if fails:
        report.outcome, report.longrepr = "failed", "\n".join(map(str, fails))
    elif found:
        report.outcome, report.wasxfail = "skipped", f"in {FILE}"


class _Collected:
    """What a run of pytest has found, as lines of the list, and whether anything else has failed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.tests: set[str] = set()
        self.broken = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        found = getattr(report, "findings", ())
        self.tests.add(report.nodeid)
        self.lines += [f"{report.nodeid}\t{each}" for each in found]
        self.broken = self.broken or (report.failed and report.when != "call") or (report.failed and not found)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.broken = self.broken or report.failed


def main(arguments: Sequence[str]) -> int:
    """Writes the list. The exit status is 1 where a test fails without a finding: that cannot be listed."""
    file, collected = ROOT / FILE, _Collected()
    listed = glimpse(file).splitlines() if file.exists() else None
    os.chdir(ROOT)
    imported = "ignore::pytest.PytestAssertRewriteWarning"  # which the engine is already, where it is installed
    pytest.main(["-p", "asrun.plugin", "--tb=line", "-W", imported, *arguments], plugins=[collected])
    lines = sorted(line for line in collected.lines if listed is None or line in listed)
    others = [line for line in listed or () if line.partition("\t")[0] not in collected.tests]
    lines += [line for line in others if (ROOT / line.partition("::")[0]).exists()]
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    broken = "; what failed without a finding is not in it" if collected.broken else ""
    sys.stderr.write(f"{FILE}: {len(lines)} findings{broken}\n")
    return int(collected.broken)
