from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from mock_api.clock import Clock, SystemClock, timestamp


def test_system_clock_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    instant = datetime(2026, 2, 3, tzinfo=UTC)
    machine = SimpleNamespace(now=instant.astimezone)
    monkeypatch.setattr("mock_api.clock.datetime", machine)
    clock = SystemClock()
    clock.advance(1000)
    assert clock.now() == instant


def test_time_never_runs_backwards() -> None:
    with pytest.raises(ValueError, match="not by -1"):
        Clock().advance(-1)


def test_timestamp_is_in_utc_and_whole_seconds() -> None:
    instant = datetime(2026, 1, 1, 13, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))
    assert timestamp(instant) == "2026-01-01T12:00:00Z"
