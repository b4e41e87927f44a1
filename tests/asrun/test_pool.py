from dataclasses import replace
from pathlib import Path

import pytest

from asrun.examples.example import load_examples
from asrun.examples.languages import CURL
from asrun.examples.pool import Runs
from asrun.examples.runs import Case
from asrun.transport.server import MockServer
from tests.asrun.conftest import FIRST, Copy


class Meeting:
    """Cases whose programs end when as many of them have begun as are expected, and hang otherwise."""

    def __init__(self, copy: Copy, folder: Path, expected: int) -> None:
        self.folder = folder
        folder.mkdir()
        waiting = f"until test $(ls {folder} | wc -l) -ge {expected}; do sleep 0.02; done"
        copy.write(f"{FIRST}/curl.sh", f"mktemp {folder}/YOUR_API_KEY.XXXXXX\n{waiting}\n")
        self.example = load_examples(copy.root)[0][0]

    def case(self, fault: str | None = None) -> Case:
        return Case(replace(self.example, fault=fault), CURL)

    @property
    def begun(self) -> int:
        return len(list(self.folder.iterdir()))


@pytest.fixture
def alone(copy: Copy, tmp_path: Path) -> Meeting:
    return Meeting(copy, tmp_path / "begun", expected=1)


@pytest.fixture
def two(copy: Copy, tmp_path: Path) -> Meeting:
    return Meeting(copy, tmp_path / "begun", expected=2)


def test_case_is_run_once(alone: Meeting, server: MockServer) -> None:
    case = alone.case()
    with Runs(server) as runs:
        runs.start([case])
        assert runs[case] is runs[case]
    assert alone.begun == 1


def test_case_that_was_not_started_is_run_when_it_is_asked_for(alone: Meeting, server: MockServer) -> None:
    with Runs(server) as runs:
        assert runs[alone.case()].ended.status == 0


def test_cases_run_side_by_side(two: Meeting, server: MockServer) -> None:
    cases = [two.case(), two.case()]
    with Runs(server, size=2) as runs:
        runs.start(cases)
        assert [runs[case].ended.status for case in cases] == [0, 0]


def test_case_that_waits_for_a_fault_holds_up_no_other(two: Meeting, server: MockServer) -> None:
    cases = [two.case(fault="stall"), two.case()]
    with Runs(server, size=1) as runs:
        runs.start(cases)
        assert [runs[case].ended.status for case in cases] == [0, 0]


def test_cases_that_nobody_asks_for_any_more_are_left_out(alone: Meeting, server: MockServer) -> None:
    with Runs(server, size=1) as runs:
        runs.start([alone.case() for _ in range(50)])
    assert alone.begun < 50
