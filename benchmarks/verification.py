"""Examples as we verify them, against a loop that only starts the same programs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter

from asrun import ROOT
from asrun.examples.example import Example, load_examples
from asrun.examples.process import workplace
from asrun.mutation.project import copy_project
from asrun.project import load_api
from asrun.transport.faults import diverted
from asrun.transport.server import MockServer
from benchmarks.measure import Figure, in_turns

COPY = ROOT / "build/bench"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""A maintainer's: without bytecode, each run of pytest would compile all tests anew."""

PYTEST = (sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider")

ONE = "authentication/first-request"


def figures() -> Iterator[Figure]:
    """An example with a fault waits, which a pool hides and a loop does not: CPU seconds are measured without."""
    shutil.rmtree(COPY, ignore_errors=True)
    copy_project(COPY)
    api = load_api(COPY)
    examples, _ = load_examples(COPY, api)
    every = [example for example in examples if not example.proved_by]
    quick = [example for example in every if not example.fault]
    one = [example for example in examples if example.name == ONE]
    pytest_of_one = [*PYTEST, *_tests(one[0])]
    with MockServer(api) as server:
        cpu = in_turns(
            [
                lambda: {"all": _verified(quick)},
                lambda: {"all by hand": _by_hand(server, quick)},
                lambda: {"one": ran(pytest_of_one)},
                lambda: {"one by hand": ran([*pytest_of_one, "--collect-only"]) + _by_hand(server, one)},
            ]
        )
        wall = [_seconds(lambda: _verified(every))], [_seconds(lambda: _by_hand(server, every))]
    yield Figure("wall time: all examples, with those that wait ÷ their programs by hand", *wall, 0.5)
    yield Figure("all examples verified ÷ their programs by hand", cpu["all"], cpu["all by hand"], 1.5)
    yield Figure("one example verified ÷ collected and by hand", cpu["one"], cpu["one by hand"], 2)


def ran(command: Sequence[str], folder: Path = COPY) -> float:
    """The CPU seconds of a command's processes in a folder, and of this one, which may serve what they ask for.

    Raises RuntimeError with its output where it fails.
    """
    before = sum(os.times()[:4])
    ended = subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=False, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout[-5000:]}{ended.stderr}")
    return sum(os.times()[:4]) - before


def _seconds(measure: Callable[[], object]) -> float:
    start = perf_counter()
    measure()
    return perf_counter() - start


def _verified(examples: list[Example]) -> float:
    return ran([*PYTEST, *(test for example in examples for test in _tests(example))])


def _tests(example: Example) -> list[str]:
    """The ids of its checks, but for what a loop does not do: pasting into terminals, another library."""
    names = [language.name for language in example.languages]
    names += ["tabs send the same"] * (len(names) > 1) + ["response is as recorded"] * (example.fields is not None)
    return [f"snippets/{example.name}/example.toml::{name}" for name in names]


def _by_hand(server: MockServer, examples: list[Example]) -> float:
    """The CPU seconds of the programs, one after another, each in the world that a run of ours has."""
    before = sum(os.times()[:4])
    for example in examples:
        for language in (each for each in example.languages if each.command):
            fault = example.fault or ""
            run = server.open_run([server.faults[fault]] if fault in server.faults else [])
            with workplace(language.file, example.program(language), example.files) as place:
                environment = {**example.environment, **diverted(fault, run.environment), **place.environment}
                command = [*language.command, language.file]
                subprocess.run(command, cwd=place.program.parent, env=environment, capture_output=True, check=False)
            run.close()
    return sum(os.times()[:4]) - before
