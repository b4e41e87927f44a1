"""What `make mutants` prints at its end, and writes to build/mutants.json for the page that shows the figures."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pytest

from tests.harness import ROOT
from tests.harness.languages import LANGUAGES
from tests.mutants.judged import Judgement

JUDGED = pytest.StashKey[list[Judgement]]()
STARTED = time.monotonic()
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
        "seconds": round(time.monotonic() - STARTED),
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


def _by_operator(judgements: Iterable[Judgement]) -> list[tuple[str, list[Judgement]]]:
    found: dict[str, list[Judgement]] = {}
    for each in judgements:
        found.setdefault(each.mutant.operator, []).append(each)
    return sorted(found.items())


def _cell(judgements: Sequence[Judgement]) -> str:
    figures = rate(judgements)
    return f"{figures['killed']:.0f}/{figures['mutants']:.0f} {figures['percent']:g} %" if judgements else "-"
