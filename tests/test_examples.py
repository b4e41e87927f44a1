"""Every example is run as readers run it, and must do what the pages say."""

import pytest

from tests.harness import ROOT
from tests.harness.example import Example, load_examples
from tests.harness.pool import Runs
from tests.harness.report import report
from tests.harness.runs import Case, cases, needed
from tests.harness.terminal import shells
from tests.harness.verdict import agree, judge, recorded, unclaimed

EXAMPLES, SLIPS = load_examples(ROOT)
CASES = [case for example in EXAMPLES for case in cases(example, shells())]

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


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


def test_every_request_belongs_to_a_run(runs: Runs) -> None:
    runs.start(CASES)
    for case in CASES:
        runs[case]
    report(unclaimed(runs.server.unattributed))
