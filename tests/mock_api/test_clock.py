from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from mock_api.clock import Clock, SystemClock, parse_timestamp, timestamp


def test_the_clock_stands_still() -> None:
    clock = Clock()
    assert clock.now() == clock.now() == datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


def test_the_clock_moves_as_told() -> None:
    clock = Clock()
    clock.advance(1.5)
    assert clock.now() == datetime(2026, 1, 1, 12, 0, 1, 500_000, tzinfo=UTC)


def test_the_system_clock_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    class Machine(datetime):
        @classmethod
        def now(cls, _zone: tzinfo | None = None) -> "Machine":
            return cls(2026, 2, 3, tzinfo=UTC)

    monkeypatch.setattr("mock_api.clock.datetime", Machine)
    clock = SystemClock()
    clock.advance(1000)
    assert clock.now() == datetime(2026, 2, 3, tzinfo=UTC)


def test_time_never_runs_backwards() -> None:
    with pytest.raises(ValueError, match="not by -1"):
        Clock().advance(-1)


def test_a_timestamp_is_in_utc_and_whole_seconds() -> None:
    instant = datetime(2026, 1, 1, 13, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))
    assert timestamp(instant) == "2026-01-01T12:00:00Z"


@pytest.mark.parametrize("text", ["2026-01-01T12:00:00Z", "2026-01-01T14:00:00.9+02:00"])
def test_a_timestamp_is_read_in_any_zone(text: str) -> None:
    assert parse_timestamp(text) == datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-02-30T00:00:00Z", "2026-01-01T00:00:00+99:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_does_not_exist_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"range|offset|between"):
        parse_timestamp(text)
