"""What is compared takes turns, so that whatever else the machine does hits both alike; figures are medians."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, PIPE, STDOUT, Popen
from typing import TypeVar

from asrun import ROOT
from asrun.browser.servers import read_until

BUILD = ROOT / "build/bench"
BUILT = shutil.ignore_patterns(".*", "build", "node_modules", "run", "site", "__pycache__")
ROUNDS = 5
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "NO_MKDOCS_2_WARNING": "1"
}
"""A maintainer's: without bytecode, each run of pytest would compile all tests anew."""

PYTEST = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider")

T = TypeVar("T")


@dataclass(frozen=True)
class Ran:
    """What a command took: seconds, CPU seconds, and the MB that it, or a process it began, held at most.

    `cpu` is that of its processes and of this one, which may serve what they ask for.
    """

    seconds: float
    cpu: float
    memory: float


@dataclass(frozen=True)
class Figure:
    """A row of the table. `limit` is the most that `value` may be, where something is promised."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    detail: str = ""

    @property
    def is_kept(self) -> bool:
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        promised = "" if self.limit is None else f"at most {self.limit:g}"
        verdict = "" if self.limit is None else ("yes" if self.is_kept else "NO")
        value = f"{self.value:,.3g}" if abs(self.value) < 100 else f"{self.value:,.0f}"
        return f"| {self.name} | {value} {self.unit} | {promised} | {verdict} | {self.detail} |".replace("  ", " ")


def ran(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] = ENVIRONMENT) -> Ran:
    """Runs a command to its end. Raises RuntimeError with its output where it fails."""
    start, own = time.perf_counter(), time.process_time()
    with _begun(command, cwd, environment) as process:
        assert process.stdout
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{output[-5000:]}")
    cpu = used.ru_utime + used.ru_stime + time.process_time() - own
    return Ran(time.perf_counter() - start, cpu, used.ru_maxrss / 1024)


@contextmanager
def serving(module: Sequence[str], folder: Path, ready: str) -> Iterator[tuple[Popen[str], str]]:
    """A module of Python that runs until it is ended, and what it printed until it was ready."""
    with _begun([sys.executable, "-u", "-m", *module], folder, ENVIRONMENT) as process:
        try:
            yield process, read_until(process, ready)
        finally:
            process.terminate()


def _begun(command: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> "Popen[str]":
    return Popen(command, cwd=cwd, env=environment, text=True, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT)


def in_turns(measures: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """What each measured, once in every round; the order is reversed from round to round."""
    measured: dict[str, list[T]] = {name: [] for name in measures}
    for number in range(ROUNDS):
        for name in list(measures)[:: 1 if number % 2 else -1]:
            measured[name].append(measures[name]())
    return measured


def compared(name: str, ours: Sequence[float], theirs: Sequence[float], limit: float | None = None) -> Figure:
    """The median of the rounds' ratios of seconds, with the seconds as information."""
    ratio = median(our / their for our, their in zip(ours, theirs, strict=True))
    return Figure(name, ratio, "", limit, f"{median(ours):.3g} ÷ {median(theirs):.3g} s")


def project(name: str) -> Path:
    """A copy of the project as it stands, without what is built, in which a benchmark may do as it likes."""
    copy = BUILD / name
    shutil.rmtree(copy, ignore_errors=True)
    return Path(shutil.copytree(ROOT, copy, ignore=BUILT))
