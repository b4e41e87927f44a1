"""What the checks count: the figures that docs/verification.md shows, which a run has written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from asrun.examples.example import Example
from asrun.examples.runs import Outcome, cases
from asrun.text import read_toml

FIGURES, MUTANTS = "verification/figures.txt", "verification/mutants.txt"
"""Their paths below snippets/: `make record` writes the first, `make mutants` the second."""

A_SHELL = ("a shell",)
"""Which shells a machine has is no figure of the project's."""


def figures(root: Path, examples: Sequence[Example], outcomes: Sequence[Outcome], kinds: Iterable[str]) -> str:
    """The text of `FIGURES`: `outcomes` are those of every program, and `kinds` is the kind of each block."""
    ways = [case for example in examples for case in cases(example, A_SHELL)]
    blocks = Counter(kinds)
    rows = {
        "examples": len(examples),
        "programs run, each in a process of its own": len(outcomes),
        "pasted into a terminal too, in each shell": sum(bool(case.shell) for case in ways),
        "run with requests in the place of httpx too": sum(bool(case.library) for case in ways),
        "exchanges of these programs with the API": sum(len(outcome.exchanges) for outcome in outcomes),
        "blocks of code on the pages": blocks.total(),
        **{f"  {kind}": count for kind, count in sorted(blocks.items(), key=lambda each: (-each[1], each[0]))},
        "drifts made in a copy, and found": drifts(root),
    }
    return table({label: f"{count:,}" for label, count in rows.items()})


def drifts(root: Path) -> int:
    """How many edits tests/test_drift.py makes."""
    tables = [read_toml(path) for path in (root / "tests/drift").glob("*.toml")]
    return sum(len(edits) for table in tables for edits in table.values())


def table(rows: dict[str, str]) -> str:
    """A line for each row: its label, and what it counts, both columns aligned."""
    left, right = max(map(len, rows)), max(map(len, rows.values()))
    return "".join(f"{label:{left}}  {count:>{right}}\n" for label, count in rows.items())
