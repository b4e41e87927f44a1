"""What the checks count: the figures that a page shows, which a run has written."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from asrun.examples.example import Example
from asrun.examples.runs import Outcome, cases

FIGURES, MUTANTS = "figures.txt", "mutants.txt"
"""Files of any page's folder below snippets/: `make record` writes the first where it is, `make mutants` the second."""
COUNTED = (FIGURES, MUTANTS)

A_SHELL = ("a shell",)
"""Which shells a machine has is no figure of the project's."""


def figures(examples: Sequence[Example], outcomes: Sequence[Outcome], kinds: Iterable[str]) -> str:
    """The text of `FIGURES`: `outcomes` are those of every program, and `kinds` is the kind of each block."""
    ways = [case for example in examples for case in cases(example, A_SHELL)]
    blocks = Counter(kinds)
    rows = {
        "examples": len(examples),
        "programs run, each in a process of its own": len(outcomes),
        "pasted into a terminal too, in each shell": sum(bool(case.shell) for case in ways),
        "run with another library than httpx too": sum(bool(case.library) for case in ways),
        "exchanges of these programs with the API": sum(len(outcome.exchanges) for outcome in outcomes),
        "blocks of code on the pages": blocks.total(),
        **{f"  {kind}": count for kind, count in sorted(blocks.items(), key=lambda each: (-each[1], each[0]))},
    }
    return table({label: f"{count:,}" for label, count in rows.items()})


def table(rows: Mapping[str, str]) -> str:
    """A line for each row: its label, and what it counts, both columns aligned."""
    left, right = max(map(len, rows)), max(map(len, rows.values()))
    return "".join(f"{label:{left}}  {count:>{right}}\n" for label, count in rows.items())
