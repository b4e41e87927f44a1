"""What `make mutants` prints at its end, and writes: to build/mutants.json, and to the page that shows the figures."""

import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.languages import LANGUAGES
from asrun.examples.waiting import stopwatch
from asrun.pages import tally
from tests.mutants.judged import Judgement
from tests.mutants.mutants import edits
from tests.mutants.syntax import parse
from tests.mutants.trials import Program

JUDGED = pytest.StashKey[list[Judgement]]()
TRIED = pytest.StashKey[str]()
ELAPSED = stopwatch()
FILE = ROOT / "build/mutants.json"


def figures(judgements: Sequence[Judgement]) -> dict[str, object]:
    """Counts, rates in percent, and the seconds that it took."""
    return {
        "mutants": len(judgements),
        "killed": sum(bool(each.trial) for each in judgements),
        "programs": len({each.mutant.file for each in judgements}),
        "operators": {name: rate(those) for name, those in _by_operator(judgements)},
        "languages": {
            language.label: rate([each for each in judgements if each.mutant.language is language])
            for language in LANGUAGES
        },
        "trials": dict(Counter(each.trial for each in judgements if each.trial).most_common()),
        "seconds": round(ELAPSED()),
    }


def rate(judgements: Sequence[Judgement]) -> dict[str, float]:
    killed = sum(bool(each.trial) for each in judgements)
    percent = 100 * killed / len(judgements) if judgements else 100
    return {"mutants": len(judgements), "killed": killed, "percent": round(percent, 2)}


def table(judgements: Sequence[Judgement]) -> Iterator[str]:
    """Killed of all, by operator and language, and how many each trial noticed."""
    columns = [*LANGUAGES, None]
    yield f"{'':20}" + "".join(f"{column.label if column else 'all':>20}" for column in columns)
    for name, those in [*_by_operator(judgements), ("all", judgements)]:
        cells = [[each for each in those if column in (None, each.mutant.language)] for column in columns]
        yield f"{name:20}" + "".join(f"{_cell(cell):>20}" for cell in cells)
    noticed = Counter(each.trial for each in judgements if each.trial)
    yield "noticed by " + ", ".join(f"{trial}: {count}" for trial, count in noticed.most_common())


def write(judgements: Sequence[Judgement]) -> None:
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(figures(judgements), indent=2) + "\n", "utf-8")


def made(programs: Iterable[Program]) -> int:
    """The edits of the programs, each text once. Which of them are mutants is up to this machine's bash and Python."""
    return sum(len(_texts(program)) for program in programs)


def _texts(program: Program) -> set[bytes]:
    original = program.file.read_bytes()
    found = edits(program.language, parse(program.language, original))
    return {edit.applied(original) for edit in found} - {original}


def commit(project: Path) -> str:
    """The commit that is checked out in `project`, "with changes" where files differ from it."""
    git = partial(subprocess.run, cwd=project, capture_output=True, text=True, check=False)
    top, _, name = git(["git", "rev-parse", "--show-toplevel", "--short=12", "HEAD"]).stdout.strip().partition("\n")
    if not name or Path(top).resolve() != project.resolve():
        return "unknown"
    return name + (", with changes" if git(["git", "status", "--porcelain"]).stdout else "")


def page(judgements: Sequence[Judgement], edits: int, commit: str) -> str:
    """The text of tally.MUTANTS: the judgements are those of every mutant of every program of a commit."""
    all_of_them = rate(judgements)
    languages = {each.label: rate([one for one in judgements if one.mutant.language is each]) for each in LANGUAGES}
    rows = {
        "commit": commit,
        "programs": f"{len({each.mutant.file for each in judgements}):,}",
        "edits made in them": f"{edits:,}",
        "mutants: edits that leave another program": f"{all_of_them['mutants']:,}",
        "  noticed by a check": f"{all_of_them['killed']:,}",
        "  listed with a reason, as no check can notice": f"{all_of_them['mutants'] - all_of_them['killed']:,}",
        "kill rate": f"{all_of_them['percent']:.2f} %",
        **{f"  {label}": f"{its['percent']:.2f} %" for label, its in languages.items()},
    }
    return tally.table(rows)


def write_page(judgements: Sequence[Judgement], programs: Sequence[Program], commit: str) -> None:
    """Writes it, unless only some of the programs' mutants were judged."""
    if {each.mutant.file for each in judgements} == {each.file for each in programs}:
        (ROOT / "snippets/verification" / tally.MUTANTS).write_text(
            page(judgements, made(programs), commit), "utf-8", newline="\n"
        )


def _by_operator(judgements: Iterable[Judgement]) -> list[tuple[str, list[Judgement]]]:
    found: dict[str, list[Judgement]] = {}
    for each in judgements:
        found.setdefault(each.mutant.operator, []).append(each)
    return sorted(found.items())


def _cell(judgements: Sequence[Judgement]) -> str:
    figures = rate(judgements)
    return f"{figures['killed']:.0f}/{figures['mutants']:.0f} {figures['percent']:g} %" if judgements else "-"
