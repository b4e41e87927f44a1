"""How tests wait: for an event, and never for a fixed time. No test knows how long anything took.

This is the one module of tests/ that reads a clock and sleeps.
"""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

Found = TypeVar("Found")

GUARD = 180.0
"""Seconds after which whatever a test waits for is taken to hang: nothing is measured by it."""


def over_after(seconds: float) -> Callable[[], bool]:
    """What says whether so many seconds have passed since this call."""
    end = monotonic() + seconds
    return lambda: monotonic() > end


def until(condition: Callable[[], Found]) -> Found:
    """What `condition` returns once that is true. Raises TimeoutError where it stays false for `GUARD` seconds."""
    hangs = over_after(GUARD)
    while not (found := condition()):
        if hangs():
            raise TimeoutError(f"expected an event within {GUARD:g} s; actual: none")
        sleep(0.01)
    return found


def stopwatch() -> Callable[[], float]:
    """What says how many seconds have passed since this call: for what is printed or planned by, never for a test."""
    start = monotonic()
    return lambda: monotonic() - start
