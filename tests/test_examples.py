"""Every example is run as readers run it, and must do what the pages say."""

import pytest

from asrun import ROOT
from asrun.examples.example import Example, load_examples
from asrun.examples.pool import Runs
from asrun.examples.runs import Case, cases, needed
from asrun.examples.terminal import shells
from asrun.examples.verdict import agree, judge, recorded, unclaimed
from asrun.report import report
from tests.api import API

EXAMPLES, INVALID_EXAMPLES = load_examples(ROOT, API)
CASES = [case for example in EXAMPLES for case in cases(example, shells())]

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


def test_every_folder_of_an_example_is_whole() -> None:
    report(INVALID_EXAMPLES)


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
