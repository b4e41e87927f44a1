"""Coroutines in tests."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


def completed(coroutine: Coroutine[object, object, Result]) -> Result:
    """What a coroutine returns, run in a thread of its own: Playwright holds the loop of the tests' one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
