"""How often a key may ask: a fixed window that starts with the key's first request.

The fields follow the IETF draft "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers).
"""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from asrun.clock import Clock
from mock_api.errors import ApiError
from mock_api.rules import Limit


@dataclass(slots=True)
class Usage:
    """What a key has used."""

    requests: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(slots=True)
class Window:
    """One key's window: `quota` requests in the `seconds` from `start` on, and what of it is used."""

    quota: int
    seconds: int
    start: datetime
    usage: Usage = field(default_factory=Usage)

    @property
    def remaining(self) -> int:
        return self.quota - self.usage.requests

    def resets_in(self, now: datetime) -> int:
        """Whole seconds until the window ends, rounded up, so that waiting so long always suffices."""
        return math.ceil(self.seconds - (now - self.start).total_seconds())


class Limits:
    """Every key's window.

    A window admits as many requests as `quotas` says for the key's id, or else the API's limit. The next request of a
    key in `busy` finds a window that is full for one more second.
    """

    def __init__(self, clock: Clock) -> None:
        self.quotas: dict[str, int] = {}
        self.busy: set[str] = set()
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def window(self, key_id: str, limit: Limit) -> Window:
        """The key's current window, begun now where the last one is over."""
        now = self._clock.now()
        quota = self.quotas.get(key_id, limit.quota)
        if key_id in self.busy:
            self.busy.remove(key_id)
            start = now - timedelta(seconds=limit.seconds - 1)
            return Window(quota, limit.seconds, start, Usage(requests=quota))
        window = self._windows.get(key_id)
        if window is None or window.resets_in(now) <= 0:
            window = self._windows[key_id] = Window(quota, limit.seconds, now)
        return window

    def count(self, window: Window) -> None:
        """Counts a request into the window.

        Raises `ApiError` 429 where it is full.
        """
        if window.remaining <= 0:
            wait = window.resets_in(self._clock.now())
            fields = {"retry-after": str(wait)}
            details = {"limit": window.quota, "window_seconds": window.seconds, "retry_after": wait}
            raise ApiError("RATE_LIMIT_EXCEEDED", fields, **details)
        window.usage.requests += 1

    def fields(self, window: Window) -> dict[str, str]:
        """What tells the client of its window."""
        resets_in = window.resets_in(self._clock.now())
        return {
            "ratelimit-policy": f'"default";q={window.quota};w={window.seconds}',
            "ratelimit": f'"default";r={window.remaining};t={resets_in}',
        }
