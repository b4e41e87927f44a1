"""Proof that wrong docs cannot pass: each edit of tests/drift/ is made in a copy of the project, and a test says where.

What goes wrong together is edited in one copy, as it takes long to build the site: hardly anything else may be said.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from asrun import ROOT
from asrun.mutation.project import Edit, copied, edited, run_tests
from asrun.text import read_toml

pytestmark = pytest.mark.check

WITHOUT_RUN = Edit("tests/conftest.py", "    build()\n", "")
"""What a Run button loads is none of the edits' business, and takes long to make."""
TAB = r"[\w.]+(?: \(home: [^)]+\))?: "
PLACE = re.compile(rf"(?P<page>[\w/.-]+):(?P<line>\d+): (?:{TAB})?(?:snippets/(?P<file>[\w/.-]+)(?: \(.*?\))?: )?")


class Drift(NamedTuple):
    """An edit of `file`, and how the line goes on, after its place, that the test `node` says of it.

    The place is a line of the new text, the one that includes the snippet, or another one that holds `at`.
    """

    node: str
    file: str
    old: str
    new: str
    says: str
    at: str = ""

    @property
    def edit(self) -> Edit:
        return Edit(self.file, self.old, self.new or None)

    def is_said(self, line: str, texts: Mapping[str, str | None]) -> bool:
        place = PLACE.match(line)
        if not place:
            return line.startswith((self.says, f"{self.file}: {self.says}"))
        page, number = place["page"], int(place["line"])
        text = texts.get(page) or (ROOT / page).read_text("utf-8")
        shown = text.splitlines()[number - 1]
        before, new, _ = text.partition(self.new) if self.new and page == self.file else ("", "", "")
        example = "/".join((place["file"] or "").split("/")[:2])
        is_there = 0 < number - before.count("\n") <= len(new.splitlines()) or (example and f'"{example}' in shown)
        return (bool(is_there) or bool(self.at and self.at in shown)) and line[place.end() :].startswith(self.says)


def tables() -> Iterator[list[Drift]]:
    """What is edited in one copy: a whole table, but for that of the mock, as those edits would hide each other.

    An edit is listed under its test, and has a name, which replaces the … in the test's name.
    """
    for path in sorted((ROOT / "tests/drift").glob("*.toml")):
        drifts = [
            Drift(_node(test).replace("…", name), *edit)
            for test, edits in read_toml(path).items()
            for name, edit in edits.items()
        ]
        yield from ([drift] for drift in drifts) if path.stem == "mock" else [drifts]


def _node(test: str) -> str:
    return test if test.startswith(("snippets/", "asrun.toml")) else f"tests/{test.replace('::', '.py::', 1)}"


COPIES = list(tables())
Found = tuple[dict[str, list[str]], str]
"""What each test that failed says, by its name, and what pytest printed."""


def tried(drifts: Sequence[Drift]) -> Found:
    nodes = dict.fromkeys(each.node for each in drifts)
    with copied([WITHOUT_RUN, *(each.edit for each in drifts)]) as copy:
        _, printed = run_tests(copy, ["--tb=short", "-p", "no:cacheprovider", "--junit-xml=junit.xml", *nodes])
        report = copy / "junit.xml"
        cases = ElementTree.parse(report).iter("testcase") if report.exists() else ()
        found = ((case, case.findtext("failure", case.findtext("error"))) for case in cases)
        failed = {f"{case.get('classname')}::{case.get('name')}": text.splitlines() for case, text in found if text}
    return failed, printed


def junit(node: str) -> str:
    """The name of a test in JUnit XML."""
    path, _, name = node.partition("::")
    return f"{path.removesuffix('.py').replace('/', '.')}::{name}"


Trials = list["Future[Found]"]


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    with ThreadPoolExecutor(2) as pool:
        yield [pool.submit(tried, drifts) for drifts in COPIES]


@pytest.mark.parametrize("copy", range(len(COPIES)), ids=[drifts[0].file for drifts in COPIES])
def test_every_edit_is_found_at_its_place_in_a_line_or_two(copy: int, trials: Trials) -> None:
    drifts = COPIES[copy]
    said, printed = trials[copy].result()
    texts = edited(each.edit for each in drifts)
    missed = [
        each
        for each in drifts
        if not any(each.is_said(line, texts) for line in said.get(junit(each.node), printed.splitlines()))
    ]
    assert not missed, printed
    assert sum(map(len, said.values())) < 2 * len(drifts), printed
