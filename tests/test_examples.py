"""Every example is run as readers run it, and must do what the pages say."""

from collections.abc import Iterable

import pytest

from mock_api.server import MockServer
from tests.harness import ROOT
from tests.harness.example import Example, load_examples
from tests.harness.finding import Finding
from tests.harness.pool import Runs
from tests.harness.runs import Case, cases, needed
from tests.harness.terminal import shells
from tests.harness.verdict import agree, judge, recorded

EXAMPLES, SLIPS = load_examples(ROOT)
CASES = [case for example in EXAMPLES for case in cases(example, shells())]

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


def report(findings: Iterable[Finding]) -> None:
    """Fails with one line for each finding, and with nothing else."""
    if lines := [str(finding) for finding in findings]:
        pytest.fail("\n".join(lines), pytrace=False)


def test_every_folder_of_an_example_is_whole() -> None:
    report(SLIPS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_example(case: Case, runs: Runs) -> None:
    report(judge(runs[case], plain=runs[case.plain]))


@each_example
def test_tabs_send_the_same(example: Example, runs: Runs) -> None:
    report(agree([runs[case] for case in needed(example)]))


@each_example
def test_response_is_as_recorded(example: Example, runs: Runs) -> None:
    report(recorded([runs[case] for case in needed(example)]))


def test_every_request_belongs_to_a_run(runs: Runs, server: MockServer) -> None:
    for case in CASES:
        runs[case]
    assert server.unattributed == []
