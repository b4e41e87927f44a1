"""Mutants tried by the tests of their file: programs that do not end by themselves, and what other programs use.

Each worker is a session of pytest in a copy of the project, which runs the tests again and again: to start one takes
longer than most tests.
"""

import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory, mkdtemp

from asrun import ROOT
from tests.mutants import again
from tests.mutants.again import Order, Said
from tests.mutants.trials import TESTS, Program
from tests.trials import copy_parts

COPIED = ("asrun", "docs", "mock_api", "run_in_page", "snippets", "tests", "pyproject.toml", "mkdocs.yml")


class Tests:
    """Tries mutants, `at_once` of them side by side. Raises EOFError or OSError where a worker ends."""

    def __init__(self, at_once: int) -> None:
        self._folder = TemporaryDirectory(prefix="tested-")
        self._workers: SimpleQueue[_Worker | None] = SimpleQueue()
        for _ in range(at_once):
            self._workers.put(None)

    def said(self, program: Program, text: bytes, likely: tuple[str, ...] = ()) -> Said | None:
        """What fails where `text` is in the program's file, and what it says; None where all pass.

        The tests whose ids are `likely` are tried first.
        """
        order = Order(program.file.relative_to(ROOT), text, program.language, program.tests, likely)
        worker = self._workers.get()
        try:
            worker = worker or _Worker(Path(self._folder.name))
            return worker.answer(order)
        except (EOFError, OSError):
            worker = None
            raise
        finally:
            self._workers.put(worker)

    def close(self) -> None:
        while not self._workers.empty():
            if worker := self._workers.get():
                worker.end()
        self._folder.cleanup()


class _Worker:
    """A session of pytest in a copy of its own."""

    def __init__(self, folder: Path) -> None:
        copy = Path(mkdtemp(dir=folder)) / "copy"
        copy_parts(COPIED, copy)
        tests = {test.partition("::")[0] for those in TESTS.values() for test in those}
        self._orders: Connection[Order, Said | None]
        self._orders, its = Pipe()
        plugins = (again.__name__, "xdist.plugin", "no:cacheprovider")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *(f"-p{plugin}" for plugin in plugins), *sorted(tests)],
            cwd=copy,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", again.ORDERS: str(its.fileno())},
            pass_fds=[its.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        its.close()

    def answer(self, order: Order) -> Said | None:
        self._orders.send(order)
        return self._orders.recv()

    def end(self) -> None:
        self._orders.close()
        self._process.wait()
