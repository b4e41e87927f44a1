"""A plugin of pytest that runs tests again and again, each time with another text in a file, as it is ordered."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.harness.languages import CURL, LANGUAGES, Language
from tests.mutants.bounded import Bounded


@dataclass(frozen=True)
class Order:
    """`text` is to be in `file`, a path from the project's folder, for the tests whose ids begin with one of `tests`.

    Tests of another language are left out.
    """

    file: Path
    text: bytes
    language: Language
    tests: tuple[str, ...]


LIMIT = 20.0
"""Seconds that a program may take, which takes one as it is."""

ORDERS = "ORDERS"
"""The variable with the file descriptor of the connection by which orders come."""


class Again:
    """Answers each order with the test that failed and what it says; empty where all pass."""

    def __init__(self, orders: "Connection[str, Order]") -> None:
        self._orders = orders
        self._said = ""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [item for item in session.items if isinstance(item, pytest.Function)]
        _bind(items)
        with suppress(EOFError):
            while order := self._orders.recv():
                before = order.file.read_bytes()
                order.file.write_bytes(order.text)
                # What a shell program makes, such as the generated client, may be kept for the session: not here.
                kept = None if order.language == CURL else session
                self._run(items, order, kept)
                order.file.write_bytes(before)
                self._orders.send(self._said)
        return True

    def _run(self, items: list[pytest.Function], order: Order, kept: pytest.Session | None) -> None:
        self._said = ""
        for item in list(_selected(items, order)):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=kept)
            if self._said:
                items.remove(item)
                items.insert(0, item)  # what noticed a mistake will most likely notice the next
                return

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self._said:
            last = next((line for line in report.longreprtext.splitlines() if line.startswith("E ")), "")
            self._said = f"{report.nodeid}: {last.removeprefix('E').strip()}"


def _selected(items: Sequence[pytest.Function], order: Order) -> Iterator[pytest.Function]:
    others = set(LANGUAGES) - {order.language}
    for item in items:
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        languages = {each for each in parameters if isinstance(each, Language)}
        if item.nodeid.startswith(order.tests) and not others & languages:
            yield item


def _bind(items: Sequence[pytest.Function]) -> None:
    """Lets the tests run programs in bounds, and Python ones in a fork."""
    bounded = partial(Bounded(), limit=LIMIT)
    for module in {item.module for item in items}:
        if hasattr(module, "execute"):
            module.execute = bounded


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Again(Connection(int(os.environ.pop(ORDERS)))))
