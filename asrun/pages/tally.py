"""What the checks count: the figures that a page shows, which a run has written."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from asrun.examples.example import Example
from asrun.examples.recording import difference
from asrun.examples.runs import Outcome, cases
from asrun.finding import Finding, quote
from asrun.settings import SNIPPETS
from asrun.text import glimpse, read_text

FIGURES, MUTANTS = "figures.txt", "mutants.txt"
"""Files of any page's folder below snippets/: `make record` writes the first where it is, `make mutants` the second."""
COUNTED = (FIGURES, MUTANTS)
SUMMARY = "summary.md"
"""A list that a page includes, made of the two files in the folder of this one, which both commands write."""
SUMMARIZED = {
    r"^ *([\d,]+)  programs run": "programs ran as you copy them",
    r"^ *([\d,]+)  blocks of code": "blocks of code accounted for",
    r"^all .* ([\d.]+) %$": "of planted mistakes noticed",
}
"""What the summary says of the figure that each pattern finds."""

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
    return "".join(f"{count:5,}  {label}\n" for label, count in rows.items())


def mutation(commit: str, counts: Mapping[str, Sequence[int]]) -> str:
    """The text of `MUTANTS`. `counts` are, by language: programs, edits, mutants that a check notices, listed ones."""
    total = {**counts, "all": [sum(column) for column in zip(*counts.values(), strict=True)]}
    rows: list[Sequence[str]] = [("", "programs", "edits", "mutants", "noticed", "listed", "noticed of all")]
    for label, (programs, edits, noticed, listed) in total.items():
        mutants = noticed + listed
        numbers = (f"{number:,}" for number in (programs, edits, mutants, noticed, listed))
        rows.append((label, *numbers, f"{100 * noticed / mutants if mutants else 100:.2f} %"))
    return f"commit {commit}\n\n{_table(rows)}"


def summary(folder: Path) -> str:
    """The text of `SUMMARY` in a folder."""
    counted = "".join(glimpse(folder / name) for name in COUNTED)
    found = {text: re.search(pattern, counted, re.MULTILINE) for pattern, text in SUMMARIZED.items()}
    return "".join(f"- **{its[1]}{'%' * its[0].endswith('%')}** {text}\n" for text, its in found.items() if its)


def summarize(root: Path) -> None:
    """Writes each `SUMMARY` that there is."""
    for path in root.glob(f"{SNIPPETS}/*/{SUMMARY}"):
        path.write_text(summary(path.parent), encoding="utf-8", newline="\n")


def check_mutation(root: Path, name: str) -> Iterator[Finding]:
    """Whether the numbers in `MUTANTS`, at the path `name`, add up, and it names a commit."""
    text = read_text(root / name)
    rows = re.findall(r"^(\w+) +([\d,]+) +([\d,]+) +[\d,]+ +([\d,]+) +([\d,]+) ", text, re.MULTILINE)
    counts = {label: [int(number.replace(",", "")) for number in its] for label, *its in rows if label != "all"}
    commit = text.partition("\n")[0].removeprefix("commit ")
    fix = "run python -m asrun mutate, which writes it"
    if counts and (expected := mutation(commit, counts)) != text:
        number, mine, actual = difference(expected, text)
        expects = f"{quote(mine)}, as the numbers add up"
        yield Finding(where=f"{name}:{number}", expected=expects, actual=quote(actual), fix=fix)
    if not counts or not re.match("[0-9a-f]{12}", commit):
        yield Finding(where=f"{name}:1", expected="a commit, and what was counted there", actual=quote(commit), fix=fix)


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A line for each row, its columns aligned: the first at the left, the others at the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ([f"{row[0]:{widths[0]}}", *map(str.rjust, row[1:], widths[1:])] for row in rows)
    return "".join(f"{'  '.join(line)}\n" for line in lines)
