"""What is compared takes turns, so that whatever else the machine does hits both alike; figures are medians."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

from asrun import ROOT
from asrun.mutation.project import copy_project

BUILD = ROOT / "build/bench"
ROUNDS = 5
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""A maintainer's: without bytecode, each run of pytest would compile all tests anew."""

PYTEST = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider")

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    limit: float
    seconds: str

    @property
    def is_kept(self) -> bool:
        return self.value <= self.limit

    def __str__(self) -> str:
        kept = "kept" if self.is_kept else "NOT KEPT"
        return f"| {self.name} | {self.value:.3g} | at most {self.limit:g}: {kept} | {self.seconds} |"


def ran(command: Sequence[str], cwd: Path) -> float:
    """The CPU seconds of a command's processes, and of this one, which may serve what they ask for.

    Raises RuntimeError with its output where it fails.
    """
    before = sum(os.times()[:4])
    ended = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout[-5000:]}{ended.stderr}")
    return sum(os.times()[:4]) - before


def in_turns(measures: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    measured: dict[str, list[T]] = {name: [] for name in measures}
    for number in range(ROUNDS):
        for name in list(measures)[:: 1 if number % 2 else -1]:
            measured[name].append(measures[name]())
    return measured


def compared(name: str, ours: Sequence[float], theirs: Sequence[float], limit: float) -> Figure:
    """The median of the rounds' ratios of seconds, with the seconds as information."""
    ratio = median(our / their for our, their in zip(ours, theirs, strict=True))
    return Figure(name, ratio, limit, f"{median(ours):.3g} ÷ {median(theirs):.3g} s")


def project(name: str) -> Path:
    copy = BUILD / name
    shutil.rmtree(copy, ignore_errors=True)
    copy_project(copy)
    return copy
