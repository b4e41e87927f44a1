"""A plugin of pytest that runs tests again and again, each time with another text in a file, as it is ordered."""

import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from asrun.examples import waiting
from asrun.examples.languages import LANGUAGES, Language
from tests.mutants.bounded import Bounded

waiting.GUARD = 15.0  # a mutant that hangs is noticed: to wait three minutes for each would take hours


@dataclass(frozen=True)
class Order:
    """`text` is to be in `file`, a path from the project's folder, for the tests whose ids begin with one of `tests`.

    Tests of another language are left out. Those whose ids are `likely` come first, in this order, and then those that
    find most for their time.
    """

    file: Path
    text: bytes
    language: Language
    tests: tuple[str, ...]
    likely: tuple[str, ...] = ()


Said = tuple[str, str]
"""The id of the test that failed, and what it says."""

LIMIT = 90.0
"""Seconds that a program may take, which takes one as it is."""

ORDERS = "ORDERS"
"""The variable with the file descriptor of the connection by which orders come."""


class Again:
    """Answers each order with the test that failed and what it says; with None where all pass."""

    def __init__(self, orders: "Connection[Said | None, Order]") -> None:
        self._orders = orders
        self._said: Said | None = None
        self._seconds: dict[str, float] = defaultdict(float)
        self._found: Counter[str] = Counter()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [item for item in session.items if isinstance(item, pytest.Function)]
        _bind()
        with suppress(EOFError):
            while order := self._orders.recv():
                before = order.file.read_bytes()
                order.file.write_bytes(order.text)
                self._run(session, items, order)
                order.file.write_bytes(before)
                self._orders.send(self._said)
        return True

    def _run(self, session: pytest.Session, items: list[pytest.Function], order: Order) -> None:
        self._said = None
        for item in sorted(_selected(items, order), key=partial(self._rank, order.likely)):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=session)
            if self._said:
                return

    def _rank(self, likely: tuple[str, ...], item: pytest.Function) -> tuple[int, float]:
        place = likely.index(item.nodeid) if item.nodeid in likely else len(likely)
        return place, self._seconds[item.nodeid] / (1 + self._found[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self._seconds[report.nodeid] = report.duration
        if report.failed and not self._said:
            last = next((line for line in report.longreprtext.splitlines() if line.startswith("E ")), "")
            self._said = report.nodeid, last.removeprefix("E").strip()
            self._found[report.nodeid] += 1


def _selected(items: Sequence[pytest.Function], order: Order) -> Iterator[pytest.Function]:
    others = set(LANGUAGES) - {order.language}
    for item in items:
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        languages = {each for each in parameters if isinstance(each, Language)}
        if item.nodeid.startswith(order.tests) and not others & languages:
            yield item


def _bind() -> None:
    """Lets the tests, and what they share, run programs in bounds, and Python ones in a fork."""
    bounded = partial(Bounded(), limit=LIMIT)
    for name, module in list(sys.modules.items()):
        if re.fullmatch(r"tests\.\w+", name) and hasattr(module, "execute"):
            module.execute = bounded  # type: ignore[attr-defined]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Again(Connection(int(os.environ.pop(ORDERS)))))
