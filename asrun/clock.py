"""The time that a run sees. It's stopped, so that recordings are stable, and moves only when a caller moves it."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


class Clock:
    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Moves the clock forward by `seconds`."""
        self._now += timedelta(seconds=seconds)


class SystemClock(Clock):
    """The machine's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        """Nothing is left to do: a client that has waited has let real time pass."""
