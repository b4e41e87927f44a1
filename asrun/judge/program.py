"""A run of any program: where it stands, with the mock's variables added, and with nothing left of it afterwards."""

import os
import secrets
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path
from time import sleep
from typing import IO

from asrun.examples.process import Workplace, attended, processes
from asrun.examples.waiting import over_after
from asrun.journal import Exchange

CHUNK, KEPT = 4_096, 1_000_000
"""Bytes that are read at once, and how many are kept of each stream, from its end."""

LIMIT = 70.0
"""Seconds that a request may take, a little more than a good client waits, and that the first may take to come."""

STEP = 0.02
"""Seconds between two looks at a program."""

FAILED, ATTEMPTS = 20, 100
"""How often a program may send the same request, one right after the other, if it fails, and if it gets the same."""


@dataclass(frozen=True)
class Ended:
    """How a program ended; `status` is None where it had to be ended, and `why` says that."""

    status: int | None
    output: bytes
    why: str = ""


@dataclass(frozen=True)
class Program:
    """A command that stands in `folder`, and all its variables."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]

    def run(self, exchanges: deque[Exchange], limit: float, streams: tuple[IO[bytes], IO[bytes]]) -> Ended:
        """Runs it, and passes on what it writes to the two `streams`.

        It is ended, with all that it has started, where `limit` seconds pass after an exchange, or where it
        repeats a request that fails again and again.
        """
        others, mark = frozenset(processes()), secrets.randbits(62)
        place = Workplace(self.folder, self.folder / self.command[0], {}, others, mark)
        kept: list[deque[bytes]] = [deque(maxlen=KEPT // CHUNK), deque(maxlen=KEPT // CHUNK)]
        readers = [partial(_pass_on, target=target, kept=its) for target, its in zip(streams, kept, strict=True)]
        with attended(self.command, place, readers, cwd=self.folder, env=self.environment) as (process, _):
            why = _watched(process, exchanges, limit)
        return Ended(None if why else process.returncode, b"".join(part for each in kept for part in each), why)


def _watched(process: subprocess.Popen[bytes], exchanges: deque[Exchange], limit: float) -> str:
    """Waits for the end; why the program has to be ended, if it has."""
    last, is_over = None, over_after(max(limit, LIMIT))
    while process.poll() is None:
        if exchanges and exchanges[-1] is not last:
            last, is_over = exchanges[-1], over_after(limit)
        if is_over():
            return f"it was still running {limit:g} s after {'its last request' if last else 'its start'}"
        if times := _endless(exchanges):
            return f"it sent the same request {times} times, and got the same response"
        sleep(STEP)
    return ""


def _endless(exchanges: deque[Exchange]) -> int:
    """How often the last request was sent in a row, if that is too often."""
    if not exchanges:
        return 0
    line, failed = _line(exchanges[-1]), exchanges[-1].response.status >= 400
    times = sum(1 for _ in takewhile(lambda each: _line(each) == line, reversed(list(exchanges))))
    return times if times >= (FAILED if failed else ATTEMPTS) else 0


def _line(exchange: Exchange) -> tuple[str, str, bytes, int, bytes]:
    request, response = exchange.request, exchange.response
    failed = response.status >= 400
    return request.method, request.target, request.body, response.status, b"" if failed else response.body


def _pass_on(source: IO[bytes], target: IO[bytes], kept: deque[bytes]) -> None:
    while data := os.read(source.fileno(), CHUNK):
        kept.append(data)
        target.write(data)
        target.flush()
