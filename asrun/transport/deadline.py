"""A limit of time that begins anew with every request.

To set and cancel a timer of asyncio takes as long as an answer's schema check. Here one timer stands for many limits:
it looks, when it rings, whether the latest has passed, and else waits for that.
"""

import asyncio
from collections.abc import Callable


class Deadline:
    """Calls `act` where `seconds` pass between `start` and `stop`. `close` ends it for good."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float, act: Callable[[], None]) -> None:
        self._loop = loop
        self._seconds = seconds
        self._act = act
        self._end: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin, or begin anew."""
        self._end = self._loop.time() + self._seconds
        if self._timer is None:
            self._timer = self._loop.call_at(self._end, self._ring)

    def stop(self) -> None:
        self._end = None

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _ring(self) -> None:
        self._timer = None
        if self._end is None:
            return
        if self._loop.time() < self._end:
            self._timer = self._loop.call_at(self._end, self._ring)
        else:
            self._end = None
            self._act()
