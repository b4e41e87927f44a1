"""Runs ahead of the tests that judge them."""

import os
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

from asrun.examples.process import FOLDER
from asrun.examples.runs import Case, Outcome, run
from asrun.transport.leftovers import sweep
from asrun.transport.server import MockServer

SIZE = 4 + 2 * (os.cpu_count() or 1)
"""Some programs wait, for a response or for a fault to pass: those with a fault come first, and hold no processor."""


class Runs(ExitStack):
    """The outcomes of cases, each of which is run once."""

    def __init__(self, server: MockServer) -> None:
        super().__init__()
        sweep(FOLDER)
        self.server = server
        self._pool = ThreadPoolExecutor(SIZE)
        self.callback(self._pool.shutdown, cancel_futures=True)
        self._futures: dict[Case, Future[Outcome]] = {}

    def start(self, cases: Iterable[Case]) -> None:
        for case in sorted(cases, key=lambda case: not case.example.fault):
            if case not in self._futures:
                self._futures[case] = self._pool.submit(run, case, self.server)

    def __getitem__(self, case: Case) -> Outcome:
        self.start([case])
        return self._futures[case].result()
