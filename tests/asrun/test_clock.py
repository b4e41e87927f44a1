from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from asrun.clock import Clock, SystemClock


def test_system_clock_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    instant = datetime(2026, 2, 3, tzinfo=UTC)
    machine = SimpleNamespace(now=instant.astimezone)
    monkeypatch.setattr("asrun.clock.datetime", machine)
    clock = SystemClock()
    clock.advance(1000)
    assert clock.now() == instant


def test_time_never_runs_backwards() -> None:
    with pytest.raises(ValueError, match="not by -1"):
        Clock().advance(-1)
