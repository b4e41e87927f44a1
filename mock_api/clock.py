"""The time that a run sees: it stands still, so that recordings are stable, and moves only when it is told to."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

START = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


class Clock:
    def __init__(self, start: datetime = START) -> None:
        self._now = start

    def now(self) -> datetime:
        """The current instant, in UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Moves the clock forward by `seconds`.

        Raises `ValueError` where `seconds` is negative: time never runs backwards.
        """
        if seconds < 0:
            raise ValueError(f"a clock advances by 0 or more seconds, not by {seconds}")
        self._now += timedelta(seconds=seconds)


class SystemClock(Clock):
    """The machine's time, which passes by itself."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        """Nothing is left to do: a client that has waited has let real time pass."""


@lru_cache
def timestamp(instant: datetime) -> str:
    """`instant` as the API writes it (RFC 3339, UTC, whole seconds): `2026-01-01T12:00:00Z`."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def parse_timestamp(text: str) -> datetime:
    """The instant that an RFC 3339 `text` names, in whole seconds.

    Raises `ValueError` where there is none, such as the 30th of February.
    """
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise ValueError(f"{text!r} is out of range") from error
