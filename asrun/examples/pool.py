"""Runs ahead of the tests that judge them."""

import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from asrun.examples.process import FOLDER, LIMIT
from asrun.examples.runs import Case, Outcome, run
from asrun.transport.leftovers import sweep
from asrun.transport.server import MockServer

SIZE = 2 * (os.cpu_count() or 1)
"""Measured: 17 s with a thread for each of two processors, 12 with two and with four, as some programs wait."""


class Runs:
    """The outcomes of cases, each of which is run once.

    A thread that waits for a fault to pass holds no processor: those cases have threads of their own.
    """

    def __init__(self, server: MockServer, *, size: int = SIZE, limit: float = LIMIT) -> None:
        sweep(FOLDER)
        self.server, self._limit = server, limit
        self._pool, self._waiting = ThreadPoolExecutor(size), ThreadPoolExecutor(32)
        self._futures: dict[Case, Future[Outcome]] = {}

    def start(self, cases: Iterable[Case]) -> None:
        for case in sorted(cases, key=lambda case: not case.example.fault):
            if case not in self._futures:
                pool = self._waiting if case.example.fault else self._pool
                self._futures[case] = pool.submit(run, case, self.server, limit=self._limit)

    def __getitem__(self, case: Case) -> Outcome:
        self.start([case])
        return self._futures[case].result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pool in (self._pool, self._waiting):
            pool.shutdown(cancel_futures=True)
