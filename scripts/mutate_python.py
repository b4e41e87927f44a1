"""`make mutate-python`: breaks the engine and the mock in one place at a time, and lists what no test notices.

Cosmic Ray makes the mutants. Each commit draws its own sample, which runs in copies of the project, one a processor.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from asrun import ROOT
from asrun.examples.waiting import over_after
from asrun.mutation.project import copy_project, end_tests, run_tests

FLOOR = 0.5
"""The part of the mutants that the tests must notice: they notice seven of eight, and a sample may be unlucky."""

PACKAGES = ("asrun", "mock_api")
EXAMPLES = ("snippets", "-k", "not timed-out")
"""All but the one that waits for half a minute."""
SITE = ("tests/test_site.py", "tests/test_ledger.py")
IGNORED = ("core/ReplaceBinaryOperator_BitOr", "core/Variable")
"""Operators that break type annotations, which any import notices, and those that need arguments."""

PYTEST = ("-x", "-mnot check", "-pno:cacheprovider")


@dataclass(frozen=True)
class Mutant:
    file: str
    operator: str
    occurrence: int

    def text(self) -> str:
        operator = cosmic_ray.plugins.get_operator(self.operator)()
        return str(mutate_code((ROOT / self.file).read_text("utf-8"), operator, self.occurrence))

    def __str__(self) -> str:
        before, after = (ROOT / self.file).read_text("utf-8").splitlines(), self.text().splitlines()
        line = next(n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1])
        return f"{self.file}:{line + 1}: {before[line].strip()} → {after[line].strip()}"


def places(file: str) -> list[list[Mutant]]:
    tree = get_ast((ROOT / file).read_text("utf-8"))
    found: dict[object, list[Mutant]] = {}
    for name in sorted(cosmic_ray.plugins.operator_names()):
        if not name.startswith(IGNORED):
            operator = cosmic_ray.plugins.get_operator(name)()
            spans = (span for node in ast_nodes(tree) for span in operator.mutation_positions(node))
            for occurrence, span in enumerate(spans):
                found.setdefault(span, []).append(Mutant(file, name, occurrence))
    return list(found.values())


def drawn(count: int, seed: str) -> list[Mutant]:
    files = [
        path.relative_to(ROOT).as_posix() for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))
    ]
    chance = random.Random(seed)
    return [chance.choice(place) for place in chance.sample([each for file in files for each in places(file)], count)]


def tests_of(file: str) -> list[Sequence[str]]:
    """The tests in the file that is named after a module, where there is one, the examples, and what takes longer."""
    folder = ROOT / "tests" / file.partition("/")[0]
    paths = [str(path.relative_to(ROOT)) for path in sorted(folder.rglob("test_*.py"))]
    own = [path for path in paths if Path(path).name == f"test_{Path(file).name}"]
    return [tests for tests in (own, EXAMPLES, SITE, [path for path in paths if path not in own]) if tests]


def trials(folder: Path, mutants: Iterator[Mutant], is_over: Callable[[], bool]) -> list[bool]:
    """Takes mutants until none is left or time is over, prints those that survive, and says which were noticed."""
    noticed = []
    for mutant in mutants:
        if is_over():
            break
        (folder / mutant.file).write_text(mutant.text(), "utf-8")
        noticed.append(
            not all(run_tests(folder, [*PYTEST, *tests], guard=30).passed for tests in tests_of(mutant.file))
        )
        shutil.copy(ROOT / mutant.file, folder / mutant.file)
        if not noticed[-1]:
            print(f"not noticed: {mutant}", flush=True)
    return noticed


def main(count: int = 40, seconds: int = 360) -> None:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    is_over, left = over_after(seconds), drawn(count, commit)
    mutants = iter(left)  # which the threads share
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as top, ThreadPoolExecutor() as pool:
        folders = [Path(top, str(number)) for number in range(os.cpu_count() or 1)]
        for folder in folders:
            copy_project(folder)
            for installed in (".venv", "node_modules"):
                (folder / installed).symlink_to(ROOT / installed)
        every = ([f"tests/{package}" for package in PACKAGES], EXAMPLES, SITE)
        whole = (*PYTEST, "-nauto", "--dist=loadgroup")
        if not all(run_tests(folders[0], [*whole, *tests], limit=900).passed for tests in every):
            sys.exit("the tests fail without a mutant")
        try:
            noticed = [each for found in pool.map(trials, folders, repeat(mutants), repeat(is_over)) for each in found]
        finally:
            left.clear()
            end_tests()
    print(f"{sum(noticed)} of {len(noticed)} mutants noticed")
    sys.exit(sum(noticed) < FLOOR * len(noticed))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
