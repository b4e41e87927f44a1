"""How a test tells of its findings."""

from collections.abc import Iterable

import pytest

from asrun.finding import Finding


def report(findings: Iterable[Finding]) -> None:
    """Fails with one line for each finding, and with nothing else."""
    if lines := [str(finding) for finding in findings]:
        pytest.fail("\n".join(lines), pytrace=False)
