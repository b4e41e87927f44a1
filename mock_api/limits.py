"""How often a key may ask: a fixed window that starts with the key's first request.

The fields follow the IETF draft "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers).
"""

import math
from dataclasses import dataclass
from datetime import datetime

from mock_api import errors
from mock_api.clock import Clock

QUOTA = 60
WINDOW_SECONDS = 60


@dataclass(slots=True)
class Window:
    """One key's window: how many requests it admits, and how many came. `seconds` is its length."""

    quota: int
    start: datetime
    seconds: int = WINDOW_SECONDS
    used: int = 0

    def remaining(self) -> int:
        return max(0, self.quota - self.used)

    def resets_in(self, now: datetime) -> int:
        """Whole seconds until the window ends, rounded up, so that waiting so long always suffices."""
        return math.ceil(self.seconds - (now - self.start).total_seconds())


class Limits:
    """Every key's window.

    `quota` is how many requests a window admits, unless `quotas` has a number for the key's id. The next request of a
    key in `busy` finds its window full.
    """

    def __init__(self, clock: Clock) -> None:
        self.quota = QUOTA
        self.quotas: dict[str, int] = {}
        self.busy: set[str] = set()
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def count(self, key_id: str) -> Window:
        """Counts a request into the key's window, begun now where the last one is over; it may be one too many."""
        now = self._clock.now()
        quota = self.quotas.get(key_id, self.quota)
        if key_id in self.busy:
            self.busy.remove(key_id)
            return Window(quota, now, seconds=1, used=quota + 1)
        window = self._windows.get(key_id)
        if window is None or window.resets_in(now) <= 0:
            window = self._windows[key_id] = Window(quota, now)
        window.used += 1
        return window

    def check(self, window: Window) -> None:
        """Raises `ApiError` 429 where the window holds more requests than it admits."""
        if window.used > window.quota:
            raise errors.rate_limit_exceeded(window.quota, WINDOW_SECONDS, window.resets_in(self._clock.now()))

    def fields(self, window: Window) -> list[tuple[bytes, bytes]]:
        """What tells the client of its window."""
        return [
            (b"ratelimit-policy", b'"default";q=%d;w=%d' % (window.quota, WINDOW_SECONDS)),
            (b"ratelimit", b'"default";r=%d;t=%d' % (window.remaining(), window.resets_in(self._clock.now()))),
        ]
