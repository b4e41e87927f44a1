"""An event loop without sockets: browsers have none, and the API responds immediately. It sleeps as a program does."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager


class _NoSockets:
    """What a selector is to a loop: it waits until a timer is due, as nothing else can happen."""

    def select(self, timeout: float | None) -> list[object]:
        time.sleep(0.05 if timeout is None else timeout)
        return []


class Loop(asyncio.BaseEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self._selector = _NoSockets()

    def _process_events(self, _: list[object]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


@contextmanager
def installed() -> Iterator[None]:
    """`asyncio.run` makes a `Loop`, whatever loop is running around."""
    outer, make = asyncio._get_running_loop(), asyncio.events.new_event_loop
    asyncio._set_running_loop(None)
    asyncio.events.new_event_loop = asyncio.new_event_loop = Loop
    try:
        yield
    finally:
        asyncio.events.new_event_loop = asyncio.new_event_loop = make
        asyncio._set_running_loop(outer)
