"""Python loads this before a program: it then says how long it would sleep, instead of sleeping."""

import random
import sys
import time


def _say(seconds: float) -> None:
    sys.stderr.write(f"sleeps {seconds:g} s\n")


def _middle(a: float, b: float) -> float:
    return (a + b) / 2


time.sleep = _say  # type: ignore[assignment]
random.uniform = _middle
