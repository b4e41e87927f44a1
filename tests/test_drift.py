"""Proof that wrong docs cannot pass: each edit of tests/drift/ is made in a copy of the project, and a test says where.

What goes wrong together is edited in one copy, as it takes long to build the site: then nothing else may be said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from asrun import ROOT
from asrun.text import read_toml
from tests.trials import MEND, Edit, StaleError, Trial, Trials, all_parts, edited

pytestmark = pytest.mark.check

COPIED = all_parts()
WITHOUT_RUN = Edit("asrun/plugin.py", "    build_run_in_page()\n", "")
"""What a Run button loads is none of the edits' business, and takes long to make."""
PLACE = re.compile(r"docs/\S+\.md(:\d+)?: |mkdocs\.yml:\d+: |(snippets|tests|docs)/\S+: ")


@dataclass(frozen=True, eq=False)
class Drift:
    """An edit, as its table says it, and the start of the line that `test` says of it, `<module>::<name>`.

    {place} in that line is the line of `page`, or of the file that is edited, in which `at`, or the new text, begins.
    `also` are parts of further lines that are said of the same.
    """

    drift: str
    test: str
    file: str
    says: str
    old: str = ""
    new: str | None = None
    page: str = ""
    at: str = ""
    also: Sequence[str] = ()

    @property
    def edit(self) -> Edit:
        return Edit(self.file, self.old, self.new)

    @property
    def node(self) -> str:
        module, _, name = self.test.partition("::")
        return f"tests/{module}.py::{name}"

    @property
    def stale(self) -> str:
        """Why the edit cannot be made, or nothing."""
        try:
            edited([self.edit])
        except StaleError as error:
            return str(error)
        return ""


class Copy:
    """Edits that are made together, but for those that are stale, and what is said of them."""

    def __init__(self, drifts: Sequence[Drift]) -> None:
        self.drifts = [drift for drift in drifts if not drift.stale]
        edits = (WITHOUT_RUN, *(drift.edit for drift in self.drifts))
        self.trial = Trial(edits, tuple(dict.fromkeys(drift.node for drift in self.drifts)))
        self._texts = edited(edits)

    def expected(self, drift: Drift) -> str:
        """The start of the line that must be said of an edit."""
        if "{place}" not in drift.says:
            return drift.says
        page, at = drift.page or drift.file, drift.at or drift.new or ""
        text = self._texts.get(page) or (ROOT / page).read_text("utf-8")
        if not at or text.count(at) != 1:
            pytest.fail(f"{page}: expected {at!r} once, actual {text.count(at)} times. Fix: {MEND}.", pytrace=False)
        line = text.partition(at)[0].count("\n") + 1
        return drift.says.replace("{place}", f"{page}:{line}")


def tables() -> Iterator[list[Drift]]:
    """What is edited in one copy: a whole table, but for that of the mock, as those edits would hide each other."""
    for path in sorted((ROOT / "tests/drift").glob("*.toml")):
        tests = read_toml(path).items()
        drifts = [Drift(test=test, **each) for test, edits in tests for each in edits]
        yield from ([drift] for drift in drifts) if path.stem == "mock" else [drifts]


COPIES = [(Copy(drifts), drifts) for drifts in tables()]
EVERY = [(copy, drift) for copy, drifts in COPIES for drift in drifts]


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    with Trials(tmp_path_factory.mktemp("drift"), COPIED) as trials:
        trials.start(copy.trial for copy, _ in COPIES)
        yield trials


@pytest.mark.parametrize(("copy", "drift"), EVERY, ids=[drift.drift for _, drift in EVERY])
def test_drift_is_found_and_its_place_is_said(copy: Copy, drift: Drift, trials: Trials) -> None:
    if drift.stale:
        pytest.fail(drift.stale, pytrace=False)
    tried, expected = trials[copy.trial], copy.expected(drift)
    said = "\n".join(tried.failed.values())
    lines = tried.failed.get(drift.node, tried.printed).splitlines()
    assert PLACE.match(expected)
    assert [line for line in lines if line.startswith(expected)], f"{expected}\nis not in\n{said or tried.printed}"
    assert [part for part in drift.also if part not in said] == []


@pytest.mark.parametrize("copy", [copy for copy, _ in COPIES], ids=[drifts[0].drift for _, drifts in COPIES])
def test_nothing_else_is_found(copy: Copy, trials: Trials) -> None:
    starts = tuple(copy.expected(drift) for drift in copy.drifts)
    parts = [part for drift in copy.drifts for part in drift.also]
    lines = [line for text in trials[copy.trial].failed.values() for line in text.splitlines()]
    assert [line for line in lines if not line.startswith(starts) and not any(part in line for part in parts)] == []


def test_thirty_edits_and_more_are_made() -> None:
    assert len(EVERY) >= 30
