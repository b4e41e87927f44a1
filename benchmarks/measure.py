"""Commands that take turns, so that whatever else the machine does hits them alike; figures are medians."""

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

from tests.harness import ROOT
from tests.harness.trials import all_parts, copy_parts

BUILD = ROOT / "build/bench"
ROUNDS = 5
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "NO_MKDOCS_2_WARNING": "1"
}
"""A maintainer's: without bytecode, each run of pytest would compile all tests anew."""

PYTEST = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider")


@dataclass(frozen=True)
class Ran:
    """What a command took: seconds, seconds of processors, and the MB that it, or a process it began, held at most."""

    seconds: float
    cpu: float
    memory: float
    output: str


@dataclass(frozen=True)
class Figure:
    """A row of the table. `limit` is the most that `value` may be, where something is promised."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    detail: str = ""

    def __str__(self) -> str:
        promised = "" if self.limit is None else f"at most {self.limit:g}"
        verdict = "" if self.limit is None else ("yes" if self.value <= self.limit else "NO")
        value = f"{self.value:,.2f}" if abs(self.value) < 100 else f"{self.value:,.0f}"
        return f"| {self.name} | {value} {self.unit} | {promised} | {verdict} | {self.detail} |".replace("  ", " ")


def ran(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None, check: bool = True) -> Ran:
    """Runs a command to its end. Raises RuntimeError with its output where it fails, unless `check` is False."""
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=ENVIRONMENT if environment is None else environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if check and process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{output[-5000:]}")
    return Ran(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, output)


def succeeds(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None) -> bool:
    try:
        ran(command, cwd=cwd, environment=environment)
    except RuntimeError:
        return False
    return True


def alternated(commands: Mapping[str, Callable[[], Ran]], rounds: int = ROUNDS) -> dict[str, list[Ran]]:
    """Each command's runs, one for each round, in which every command has its turn; the order turns round too."""
    runs: dict[str, list[Ran]] = {name: [] for name in commands}
    for number in range(rounds):
        for name in list(commands)[:: 1 if number % 2 else -1]:
            runs[name].append(commands[name]())
    return runs


def ratio(ours: Sequence[Ran], theirs: Sequence[Ran]) -> float:
    """The median of what the rounds' ratios of seconds are."""
    return median(our.seconds / their.seconds for our, their in zip(ours, theirs, strict=True))


def middle(runs: Sequence[Ran]) -> float:
    return median(run.seconds for run in runs)


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
