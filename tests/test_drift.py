"""Proof that wrong docs cannot pass: each edit of tests/drift/ is made in a copy of the project, and a test says where.

What goes wrong together is edited in one copy, as it takes long to build the site: then nothing else may be said.
"""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import pytest

from asrun import ROOT
from asrun.mutation.project import Copies, Edit, Found, edited
from asrun.text import read_toml

pytestmark = pytest.mark.check

WITHOUT_RUN = Edit("tests/conftest.py", "    build()\n", "")
"""What a Run button loads is none of the edits' business, and takes long to make."""


@dataclass(frozen=True, eq=False)
class Drift:
    """An edit, and the start of the line that `test` says of it, `<module>::<name>`.

    {place} in that line is a line of the new text or, of `page`, the one in which `at` begins. `also` are parts of
    further lines that are said of the same.
    """

    test: str
    name: str
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
        return "tests/{}.py::{}".format(*self.test.split("::", 1))

    def said(self, text: str | None) -> re.Pattern[str]:
        """The start of the line, where `text` is that of the page after the edits."""
        if "{place}" not in self.says:
            return re.compile(re.escape(self.says))
        page, at = self.page or self.file, self.at or self.new or ""
        before, found, _ = (text or (ROOT / page).read_text("utf-8")).partition(at)
        first = before.count("\n") + 1
        lines = range(first, first + 1 + (0 if self.at else found.count("\n")))
        place = f"{re.escape(page)}:({'|'.join(map(str, lines))})"
        return re.compile(re.escape(self.says).replace(re.escape("{place}"), place))


def tables() -> Iterator[list[Drift]]:
    """What is edited in one copy: a whole table, but for that of the mock, as those edits would hide each other."""
    for path in sorted((ROOT / "tests/drift").glob("*.toml")):
        named = [(test, name, edit) for test, edits in read_toml(path).items() for name, edit in edits.items()]
        drifts = [Drift(test, name, **edit) for test, name, edit in named]
        yield from ([drift] for drift in drifts) if path.stem == "mock" else [drifts]


COPIES = list(tables())
Trials = list["Future[Found]"]


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    """What the tests say in each copy, all of which are under way."""
    with Copies(2) as copies:
        yield [
            copies.start(
                [WITHOUT_RUN, *(each.edit for each in drifts)], list(dict.fromkeys(each.node for each in drifts))
            )
            for drifts in COPIES
        ]


@pytest.mark.parametrize("copy", range(len(COPIES)), ids=[drifts[0].name for drifts in COPIES])
def test_every_edit_is_found_at_its_place_and_nothing_else_is(copy: int, trials: Trials) -> None:
    drifts = COPIES[copy]
    failed, printed = trials[copy].result()
    texts = edited(each.edit for each in drifts)
    lines = "\n".join(failed.values()).splitlines()
    expected = {each: each.said(texts.get(each.page or each.file)) for each in drifts}
    missed = [
        f"{each.name}: {expected[each].pattern}, {each.also}"
        for each in drifts
        if not any(expected[each].match(line) for line in failed.get(each.node, printed).splitlines())
        or any(part not in "\n".join(lines) for part in each.also)
    ]
    parts = [part for each in drifts for part in each.also]
    others = [
        line
        for line in lines
        if not any(each.match(line) for each in expected.values()) and not any(part in line for part in parts)
    ]
    assert (missed, others) == ([], []), printed
