"""Proof that a careless edit of what readers see is found where it is made, and that a harmless one is not.

The edits of tests/proof/ are made together, in as few copies of the project as keep their places apart, in which the
checks of the site run once. An edit is written as git's word diff. One that no longer fits is left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import pytest

from asrun import ROOT
from asrun.contract import Contract
from asrun.derived.files import write
from asrun.mutation.project import Edit, copied, run_tests
from asrun.settings import SNIPPETS
from asrun.text import glimpse, read_toml
from tests.openapi import PATH

pytestmark = pytest.mark.check

ENOUGH = {"careless.toml": 0.95, "harmless.toml": 0.95}
"""The least share that is found or passes."""
OF_THE_SITE = Edit(
    "tests/conftest.py",
    '    if not hasattr(config, "workerinput"):\n',
    """\
    slow = {"browser", "page", "phone", "read", "server", "visits", "zensical"}
    items[:] = [item for item in items if not slow.intersection(_fixtures(item))]
    items[:] = [item for item in items if "runs" not in _fixtures(item) or item.path.stem in ("test_ledger", "example")]
    if not hasattr(config, "workerinput"):
""",
)
"""Leaves the tests that read the site, and that neither run its programs nor open it in a browser."""
WITHOUT_RUN = Edit("tests/conftest.py", "    build()\n", "")
NAMES = r"client_types|clients|order_of_checks|contract_form|copies|coverage|ledger|readmes|site|\w+_page"
TESTS = [path for path in ROOT.glob("tests/test_*.py") if re.fullmatch(NAMES, path.stem.removeprefix("test_"))]
CHECKS = ["asrun.toml", *(path.relative_to(ROOT).as_posix() for path in TESTS)]
MOCK = read_toml(ROOT / "tests/proof/mock.toml")
CHANGE = re.compile(r"\[-(?P<old>.*?)-](?:{\+(?P<new>.*?)\+})?|{\+(?P<added>.*?)\+}", re.DOTALL)
PLACE = re.compile(r"(?:^|: )(?P<file>[\w.-]+(?:/[\w.-]+)*\.\w+)(?::(?P<line>\d+))?(?=: (?!in ))")


class Change(NamedTuple):
    """What replaces the text of a file from `start` to `end`."""

    start: int
    end: int
    new: str


class Slip(NamedTuple):
    """An edit of a file, as it is listed, and the changes that it makes."""

    kind: str
    file: str
    edit: str
    changes: Sequence[Change]

    @property
    def blocks(self) -> set[tuple[str, int, int]]:
        text = glimpse(ROOT / self.file)
        return {(self.file, *block(self.file, text, change.start, change.end)) for change in self.changes}


def changes(text: str, piece: str) -> Iterator[Change]:
    """The changes that a word diff makes in a text: `…` stands for any text, a space for any whitespace.

    Raises ValueError unless the text has exactly one such place.
    """
    *kept, last = CHANGE.sub("\0", piece).split("\0")
    edits = list(CHANGE.finditer(piece))
    pairs = zip(kept, edits, strict=True)
    pattern = "".join(f"{_spaced(before)}({_spaced(edit['old'] or '')})" for before, edit in pairs)
    whole = r"\A{}\Z" if piece.startswith("[-…") else "{}"
    (place,) = re.finditer(whole.replace("{}", pattern + _spaced(last)), text)
    for number, edit in enumerate(edits, 1):
        yield Change(*place.span(number), edit["new"] or edit["added"] or "")


def applied(text: str, changes: Iterable[Change]) -> tuple[str, list[tuple[int, int]]]:
    """The text after the changes, which are in order, and where each of them is in it."""
    spans, moved = [], 0
    for start, end, new in changes:
        text = text[: start + moved] + new + text[end + moved :]
        spans.append((start + moved, start + moved + len(new)))
        moved += len(new) - (end - start)
    return text, spans


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(word).replace("…", r"[\s\S]*?") for word in re.split(r"\s+", text))


def block(file: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The first and the last line (from 1) of the paragraph, or of the row, around a change."""
    first, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
    lines = ["", *text.splitlines(), ""]
    if file.endswith(".yaml"):
        return first - 2, last + 2
    if not lines[first].lstrip().startswith("|") or "\n" in text[start:end] or start == end:
        while lines[first - 1].strip():
            first -= 1
        while lines[last + 1 : last + 2] and lines[last + 1].strip():
            last += 1
    return first, last


def slips(table: str) -> Iterator[Slip]:
    """The edits of a table that fit what there is today."""
    for kind, files in read_toml(ROOT / "tests/proof" / table).items():
        for file, edits in files.items():
            text = glimpse(ROOT / file)
            for edit in edits:
                pieces = [edit] if isinstance(edit, str) else edit
                with suppress(ValueError):
                    made = [change for piece in pieces for change in changes(text, piece)]
                    yield Slip(kind, file, " & ".join(pieces), made)


def batches(every: Iterable[Slip]) -> Sequence[list[Slip]]:
    """The edits, so that no two of a batch are in one block."""
    made: list[tuple[list[Slip], set[tuple[str, int, int]]]] = []
    for slip in every:
        blocks = slip.blocks
        room = next((batch for batch in made if not batch[1] & blocks), ([], set()))
        made += [room] if not room[0] else []
        room[0].append(slip)
        room[1].update(blocks)
    return [batch for batch, _ in made]


def tried(batch: Sequence[Slip], *, recorded: bool = False) -> tuple[dict[str, list[str]], list[str]]:
    """The findings at the place of each edit, and those elsewhere; texts of the contract may be `recorded` first."""
    texts: dict[str, str] = {}
    places: list[tuple[str, int, int, str]] = []
    for file in dict.fromkeys(slip.file for slip in batch):
        every = sorted((change, slip.edit) for slip in batch if slip.file == file for change in slip.changes)
        texts[file], spans = applied(glimpse(ROOT / file), [change for change, _ in every])
        places += [(file, *span, edit) for span, (_, edit) in zip(spans, every, strict=True)]
    at: dict[str, list[str]] = {slip.edit: [] for slip in batch}
    elsewhere = []
    for file, line, says in findings(texts, recorded=recorded):
        blocks = ((edit, block(file, texts[file], start, end)) for its, start, end, edit in places if its == file)
        alone = sum(its == file for its, *_ in places) == 1
        here = [edit for edit, (first, last) in blocks if first <= line <= last or (alone and not line)]
        here += [edit for _, _, _, edit in places if file.startswith(SNIPPETS) and file[len(SNIPPETS) + 1 :] in edit]
        shown = ((edit, its.rpartition("/")[0]) for its, _, _, edit in places if its.startswith(SNIPPETS))
        here += [edit for edit, folder in shown if re.search(f"{folder}[: /]", says)]
        for edit in here:
            at[edit].append(says)
        elsewhere += [] if here else [says]
    return at, [says for says in elsewhere if not any(says in its for its in at.values())]


def findings(texts: Mapping[str, str], *, recorded: bool) -> list[tuple[str, int, str]]:
    """What the checks find in a copy that has these texts: each place, 0 where it is no line, and the finding."""
    with copied([WITHOUT_RUN, OF_THE_SITE, *(Edit(file, "", text or None) for file, text in texts.items())]) as copy:
        if recorded:
            write(copy, Contract.load(copy / PATH.relative_to(ROOT)))
        examples = {copy.joinpath(file).parent for file in texts if file.startswith(SNIPPETS)}
        its = [folder.relative_to(copy).as_posix() for folder in sorted(examples) if (folder / "example.toml").exists()]
        _, printed = run_tests(copy, ["--tb=short", "-p", "no:cacheprovider", *CHECKS, *its], limit=900)
    lines = [
        line for line in dict.fromkeys(printed.splitlines()) if not line.startswith(("FAILED", "ERROR", "SKIPPED"))
    ]
    heads = ((line.partition(": expected ")[0] + ": ", line) for line in lines)
    places = ((place, says) for head, says in heads for place in PLACE.finditer(head))
    return [(place["file"], int(place["line"] or 0), says) for place, says in places]


@pytest.mark.parametrize(("table", "least"), [("careless.toml", 120), ("harmless.toml", 60)])
def test_careless_edits_are_found_at_their_places_and_harmless_ones_pass(table: str, least: int) -> None:
    every = list(slips(table))
    assert len(every) >= least, "too many edits no longer fit: write others"
    at: dict[str, list[str]] = {}
    elsewhere: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        for its, others in pool.map(partial(tried, recorded=table == "harmless.toml"), batches(every)):
            at |= its
            elsewhere += others
    if table == "careless.toml":
        wrong = [f"MISS: {slip.kind}: {slip.file}: {slip.edit}" for slip in every if not at[slip.edit]]
    else:  # what make record writes costs the writer nothing
        alarms = {says: edit for edit, its in [*at.items(), ("elsewhere", elsewhere)] for says in its}
        wrong = [f"FALSE ALARM: {edit}: {says}" for says, edit in alarms.items() if "asrun record" not in says]
    assert len(wrong) <= (1 - ENOUGH[table]) * len(every), "\n".join([f"{len(wrong)} of {len(every)}", *wrong])


@pytest.mark.parametrize("kind", ["sources", "links"])
def test_what_keeps_the_site_from_being_built_is_found_at_its_place(kind: str) -> None:
    at, _ = tried([slip for slip in slips("unbuildable.toml") if slip.kind == kind])
    assert at
    assert [edit for edit, its in at.items() if not its] == []


@pytest.mark.parametrize("test", MOCK)
def test_examples_notice_what_the_mock_or_the_contract_alone_does_otherwise(test: str) -> None:
    file, edit, says = MOCK[test]
    text = glimpse(ROOT / file)
    with copied([WITHOUT_RUN, Edit(file, "", applied(text, changes(text, edit))[0])]) as copy:
        _, printed = run_tests(copy, ["-p", "no:cacheprovider", test])
    assert says in printed
