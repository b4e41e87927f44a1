"""`make mutate-python`: breaks the engine and the mock in one place at a time, and lists what no test notices.

Cosmic Ray makes the mutants. The sample is the same for each commit. It runs in copies of the project, one a processor.
"""

import ast
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice, repeat
from pathlib import Path

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from asrun import ROOT
from asrun.mutation.project import copy_project, end_tests, run_tests

FLOOR = 0.8
"""The part of the mutants that the tests must notice."""

PACKAGES = ("asrun", "mock_api")
IGNORED = ("core/ReplaceBinaryOperator_BitOr", "core/Variable", "core/NumberReplacer")
"""Operators that break type annotations, which any import notices, that need arguments, and that make a number greater
or less by one, which is mostly a limit, or where a text is cut."""

PYTEST = ("-x", "-pno:cacheprovider")
QUICK = ("-mnot check", "-knot timed-out and not belongs")
"""Without the example that waits for half a minute, and without what runs all examples in every language."""
OF_THE_SITE = (
    "asrun.toml",
    *(f"tests/test_{name}.py" for name in ("site", "ledger", "readmes", "judge", "verify_live")),
)
EXAMPLES = tuple(f"{path.parent}/example.toml::curl" for path in sorted(Path("snippets").glob("*/*/curl.sh")))
"""In cURL, which starts the fastest."""


@dataclass(frozen=True)
class Mutant:
    file: str
    operator: str
    occurrence: int

    def text(self) -> str:
        operator = cosmic_ray.plugins.get_operator(self.operator)()
        return str(mutate_code((ROOT / self.file).read_text("utf-8"), operator, self.occurrence))

    def is_python(self) -> bool:
        try:
            ast.parse(self.text())
        except SyntaxError:
            return False
        return True

    def __str__(self) -> str:
        before, after = (ROOT / self.file).read_text("utf-8").splitlines(), self.text().splitlines()
        line = next(n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1])
        return f"{self.file}:{line + 1}: {before[line].strip()} → {after[line].strip()}"


def places(file: str) -> dict[tuple[object, ...], list[Mutant]]:
    """The mutants of each place, which is known by its text, so that an edit of another line leaves it as it is."""
    text = (ROOT / file).read_text("utf-8")
    nodes = [node for node in ast_nodes(get_ast(text)) if node.type not in ("name", "string", "newline")]
    lines = text.splitlines()
    found: dict[tuple[object, ...], list[Mutant]] = {}
    for name in sorted(cosmic_ray.plugins.operator_names()):
        if not name.startswith(IGNORED):
            operator = cosmic_ray.plugins.get_operator(name)()
            spans = (span for node in nodes for span in operator.mutation_positions(node))
            for occurrence, ((line, start), (_, end)) in enumerate(spans):
                place = (file, lines[line - 1], start, end)
                found.setdefault(place, []).append(Mutant(file, name, occurrence))
    return found


def drawn(count: int) -> list[Mutant]:
    """The same for every commit and machine, but where one of the places was edited; what is no Python is left out."""
    paths = [path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    every = {place: its for path in paths for place, its in places(path).items()}
    mutants = (every[place][by_chance(place) % len(every[place])] for place in sorted(every, key=by_chance))
    return list(islice(filter(Mutant.is_python, mutants), count))


def by_chance(place: object) -> int:
    return int.from_bytes(sha256(repr(place).encode()).digest())


def tests_of(package: str) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "tests" / package).rglob("test_*.py"))]


def own_tests(file: str) -> list[str]:
    """The tests that are named after a module or its folder. `make check` alone runs some of them."""
    path = Path(file)
    return [
        test for test in tests_of(path.parts[0]) if Path(test).stem in (f"test_{path.stem}", f"test_{path.parent.name}")
    ]


def pass_in(folder: Path, *arguments: str) -> bool:
    return run_tests(folder, [*PYTEST, *arguments], guard=30).passed


def trials(folder: Path, mutants: Iterator[Mutant]) -> list[bool]:
    """Takes mutants until none is left, prints those that survive, and says which were noticed."""
    noticed = []
    for mutant in mutants:
        (folder / mutant.file).write_text(mutant.text(), "utf-8")
        own, package = own_tests(mutant.file), mutant.file.partition("/")[0]
        others = [test for test in tests_of(package) if test not in own]
        survives = (not own or pass_in(folder, *own)) and pass_in(folder, *QUICK, *OF_THE_SITE, *others, *EXAMPLES)
        shutil.copy(ROOT / mutant.file, folder / mutant.file)
        noticed.append(not survives)
        if survives:
            print(f"not noticed: {mutant}", flush=True)
    return noticed


def main(count: int = 20) -> None:
    left = drawn(count)
    mutants = iter(left)  # which the threads share
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as top, ThreadPoolExecutor() as pool:
        folders = [Path(top, str(number)) for number in range(os.cpu_count() or 1)]
        for folder in folders:
            copy_project(folder)
            for installed in (".venv", "node_modules"):
                (folder / installed).symlink_to(ROOT / installed)
        own = sorted({test for mutant in left for test in own_tests(mutant.file)})
        every = [test for package in PACKAGES for test in tests_of(package)]
        for tests in (own, [*QUICK, *OF_THE_SITE, *every, *EXAMPLES]):
            tested = run_tests(folders[0], [*PYTEST, "-nauto", "--dist=loadgroup", *tests], limit=1800)
            if not tested.passed:
                sys.exit(f"the tests fail without a mutant:\n{tested.printed}")
        try:
            noticed = [each for found in pool.map(trials, folders, repeat(mutants)) for each in found]
        finally:
            left.clear()
            end_tests()
    print(f"{sum(noticed)} of {len(noticed)} mutants noticed")
    sys.exit(sum(noticed) < FLOOR * len(noticed))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
