import time
from dataclasses import replace

import pytest

from mock_api.server import MockServer
from tests.harness.example import load_examples
from tests.harness.languages import CURL
from tests.harness.pool import Runs
from tests.harness.runs import Case
from tests.harness_tests.conftest import FIRST, Copy


@pytest.fixture
def case(copy: Copy) -> Case:
    copy.write(f"{FIRST}/curl.sh", "echo YOUR_API_KEY; sleep 0.5\n")
    return Case(load_examples(copy.root)[0][0], CURL)


def test_case_is_run_once(case: Case, server: MockServer) -> None:
    with Runs(server) as runs:
        runs.start([case])
        assert runs[case] is runs[case]


def test_case_that_was_not_started_is_run_when_it_is_asked_for(case: Case, server: MockServer) -> None:
    with Runs(server) as runs:
        assert runs[case].ended.status == 0


def test_cases_run_side_by_side(case: Case, server: MockServer) -> None:
    both = [case, Case(replace(case.example), CURL)]
    started = time.monotonic()
    with Runs(server, size=2) as runs:
        runs.start(both)
        assert [runs[each].ended.status for each in both] == [0, 0]
    assert time.monotonic() - started < 0.9


def test_case_that_waits_for_a_fault_holds_up_no_other(case: Case, server: MockServer) -> None:
    waiting = Case(replace(case.example, fault="stall"), CURL)
    started = time.monotonic()
    with Runs(server, size=1) as runs:
        runs.start([waiting, case])
        assert [runs[each].ended.status for each in (waiting, case)] == [0, 0]
    assert time.monotonic() - started < 0.9


def test_cases_that_nobody_asks_for_any_more_are_left_out(case: Case, server: MockServer) -> None:
    started = time.monotonic()
    with Runs(server, size=1) as runs:
        runs.start(Case(replace(case.example), CURL) for _ in range(20))
    assert time.monotonic() - started < 3
