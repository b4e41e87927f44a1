"""What is compared takes turns, so that whatever else the machine does hits both alike; figures are medians."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

from asrun import ROOT
from tests.trials import all_parts, copy_parts

BUILD = ROOT / "build/bench"
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
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{output[-5000:]}")
    cpu = used.ru_utime + used.ru_stime + time.process_time() - own
    return Ran(time.perf_counter() - start, cpu, used.ru_maxrss / 1024)


def in_turns(measures: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """What each measured, once in every round; the order is reversed from round to round."""
    measured: dict[str, list[T]] = {name: [] for name in measures}
    for number in range(ROUNDS):
        for name in list(measures)[:: 1 if number % 2 else -1]:
            measured[name].append(measures[name]())
    return measured


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of what the rounds' ratios are."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))


def compared(name: str, ours: Sequence[float], theirs: Sequence[float], limit: float | None = None) -> Figure:
    """The ratio of seconds that took turns, with the seconds as information."""
    return Figure(name, ratio(ours, theirs), "", limit, f"{median(ours):.3g} ÷ {median(theirs):.3g} s")


def project(name: str) -> Path:
    """A copy of the project as it stands, without what is built, in which a benchmark may do as it likes."""
    copy = BUILD / name
    shutil.rmtree(copy, ignore_errors=True)
    copy_parts(all_parts(), copy)
    return copy


def write(figures: Sequence[Figure]) -> None:
    """Writes build/bench.json."""
    (ROOT / "build").mkdir(exist_ok=True)
    text = json.dumps([asdict(figure) for figure in figures], indent=2)
    (ROOT / "build/bench.json").write_text(text + "\n", encoding="utf-8")
