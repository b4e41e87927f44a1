"""Places: a recording is below its program, or where the page names it, and titles say what their blocks show.

Readers take what is below a heading for what the heading says: the true response of another request misleads them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from asrun.claims.lexicon import stem_of
from asrun.contract import Contract
from asrun.examples.example import ERRORS, ERRORS_OF, OUTPUT, RECORDINGS, RESPONSE, Example
from asrun.examples.languages import LANGUAGES, REQUEST
from asrun.finding import Finding, quote
from asrun.operation import Operation
from asrun.pages.blocks import Block, blocks
from asrun.pages.ledger import PROGRAM, RECORDING, WHOLE_REQUEST, Entry
from asrun.pages.markdown import derived, prose
from asrun.pages.site import Page, Site
from asrun.pages.words import stems
from asrun.settings import SNIPPETS

SHOWN_AS = {
    "output": (OUTPUT,),
    "standard error": (ERRORS, *ERRORS_OF.values()),
    "response": (RESPONSE,),
    "request": (REQUEST.file,),
}
"""The files that a block may show whose title has the words."""

_HEADING = re.compile(r"(?P<marks>#{1,6}) (?P<text>.+?)(?: *\{[^}]*\})?$")
_STATUS = re.compile(r"\b[1-5]\d\d\b")
FILLERS = frozenset("a an and as at by for from in is no not of on or the to with".split())  # noqa: SIM905


class Names:
    """The operations of the contract, and the error codes in the recorded responses of the examples."""

    def __init__(self, contract: Contract, examples: Iterable[Example]) -> None:
        self._contract, self.operations = contract, list(contract.operations.values())
        self.codes = sorted({code for example in examples for code in codes_of(example)})

    def operations_of(self, example: Example) -> list[Operation]:
        """The operations that an example requests."""
        requests = (line.split()[:2] for line in example.exchanges)
        return [each for line in requests if (each := self._contract.operation_of(*line))]

    def in_heading(self, heading: str) -> tuple[list[str], list[Operation]]:
        """The codes, and the operations, that a heading names."""
        words = words_of(heading)
        codes = [code for code in self.codes if re.search(rf"\b{code}\b", heading) or _follow(words_of(code), words)]
        return codes, [each for each in self.operations if _is_about(each, heading)]

    def are_in(self, text: str, example: Example, below: Path | None) -> bool:
        """Whether a text names the example, and not only the one in `below`, whose programs are above it."""
        words, stems = words_of(text), {*map(stem_of, words_of(text))}
        failed = {status for each in example.exchanges if (status := each.rpartition(" ")[2]) >= "400"}
        if below and not failed.isdisjoint(words):
            return True
        if any(_follow(words_of(code), words) or has(text, code) for code in codes_of(example)):
            return True
        own = {stem_of(word) for word in own_words(example, below)}
        return own != set() and own <= stems


def own_words(example: Example, below: Path | None) -> list[str]:
    """The words of an example's name, without those of the one that is in `below`."""
    others = {*FILLERS, *map(stem_of, words_of(below.name if below else ""))}
    return [word for word in words_of(example.folder.name) if stem_of(word) not in others]


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+|[0-9]+", text.lower())


def _follow(words: Sequence[str], every: Sequence[str]) -> bool:
    """Whether two words or more are among all in this order, one right after the other."""
    starts = range(len(every) - len(words) + 1)
    return len(words) > 1 and any([*every[start : start + len(words)]] == [*words] for start in starts)


def _is_about(operation: Operation, text: str) -> bool:
    named = re.search(rf"\b{re.escape(line_of(operation))}(?![\w/{{])", text)
    return bool(named or (operation.summary and words_of(operation.summary) == words_of(text)))


def line_of(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def has(text: str, label: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", text) is not None


@cache
def codes_of(example: Example) -> tuple[str, ...]:
    """The error codes in a recorded response: constants, and joined words, that are in no list."""
    status, _, body = (example.recording(RESPONSE) or "").partition("\n\n")
    if not re.search(r"^HTTP/\S+ [45]", status):
        return ()
    try:
        found = _strings(json.loads(body))
    except ValueError:
        return ()
    return tuple(dict.fromkeys(text for text in found if re.fullmatch(r"[A-Z]{2,}|[A-Za-z]+([_.-][A-Za-z]+)+", text)))


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for each in node.values() if isinstance(node, Mapping) else ():
        yield from _strings(each)


@dataclass(frozen=True, eq=False)
class Shown:
    """A block that shows a file of an example, in the section whose heading has the number `section` on its page."""

    block: Block
    entry: Entry
    example: Example
    line: int
    section: int

    @cached_property
    def title(self) -> str:
        found = re.search(r'\btitle="([^"]*)"', self.block.fence.info if self.block.fence else "")
        return found[1] if found else ""

    @property
    def file(self) -> str:
        include = self.block.fence.include if self.block.fence else None
        return (include or "").rpartition("/")[2]


class Sections:
    """The prose of a page by its headings: `lines` has that of each line, and `headings` where each is."""

    def __init__(self, page: Page) -> None:
        self.lines = dict(prose(page.markdown))
        found = ((number, _HEADING.match(line)) for number, line in self.lines.items())
        self.headings = [(0, 0, ""), *((number, len(its["marks"]), its["text"]) for number, its in found if its)]

    def at(self, line: int) -> int:
        return max(index for index, (number, *_) in enumerate(self.headings) if number <= line)

    def text(self, first: int, last: int) -> str:
        """The prose from a line to another, without the labels of tabs."""
        its = (line for number, line in self.lines.items() if first <= number <= last)
        return "\n".join(line for line in its if not line.lstrip().startswith("==="))

    def named(self, section: int) -> str:
        """The line of a heading, with its id."""
        return self.lines.get(self.headings[section][0], "")

    def end(self, section: int) -> int:
        return self.headings[section + 1][0] - 1 if section + 1 < len(self.headings) else max(self.lines, default=0)

    def around(self, section: int) -> list[int]:
        """A section, and those whose headings it is below."""
        found, level = [section], self.headings[section][1]
        for index in range(section, 0, -1):
            if self.headings[index][1] < level:
                found.append(index)
                level = self.headings[index][1]
        return found


def check_places(site: Site, entries: Mapping[str, Entry], contract: Contract) -> Iterator[Finding]:
    """Compares where each block of an example is, and its title, with what the example does."""
    names = Names(contract, {entry.example for entry in entries.values() if entry.example})
    for page in site.pages:
        sections = Sections(page)
        yield from _derived_elsewhere(page, sections, names)
        shown = list(_shown(site, page, entries, sections))
        recorded = []
        for each in shown:
            findings = [*_agrees_with_heading(each, sections, names), *_agrees_with_title(each)]
            yield from findings
            recorded += [each] if each.entry.kind == RECORDING and not findings else []
        yield from _named(recorded, shown, sections, names)


def _derived_elsewhere(page: Page, sections: Sections, names: Names) -> Iterator[Finding]:
    """A text from the contract is below the heading that has most words of its name, of those that have such texts."""
    summaries = {f"operations/{each.id}": each.summary for each in names.operations}
    headings = {each: sections.headings[sections.at(each.line)][2] for each in derived(page.markdown)}
    for each, heading in headings.items():
        its = {*stems(f"{each.name.rpartition('/')[2]} {summaries.get(each.name, '')}")} - FILLERS
        fits = max(headings.values(), key=lambda text: (len(its.intersection(stems(text))), text == heading))
        if fits != heading:
            expected = f"contract/{each.name}.md below {quote(fits)}"
            yield Finding(where=page.where(each.line), expected=expected, actual=quote(heading), fix="move it there")


def _shown(site: Site, page: Page, entries: Mapping[str, Entry], sections: Sections) -> Iterator[Shown]:
    for block in blocks(site, page):
        entry = entries.get(block.fence.include or block.where) if block.fence else None
        if block.fence and entry and entry.example:
            line = block.fence.line
            yield Shown(block, entry, entry.example, line, sections.at(line))


def _agrees_with_heading(shown: Shown, sections: Sections, names: Names) -> Iterator[Finding]:
    """A heading that names an error code or an operation has only what belongs to it."""
    heading = sections.headings[shown.section][2]
    codes, operations = names.in_heading(heading)
    text = "\n".join(shown.example.recording(file) or "" for file in RECORDINGS)
    fix = "include what belongs to this heading, or move it below its own"
    if codes and shown.entry.kind in (RECORDING, WHOLE_REQUEST) and not any(code in text for code in codes):
        its = ", ".join(codes_of(shown.example)) or "none"
        yield _finding(shown, f"the error {' or '.join(codes)}, as the heading says", its, fix)
    its_operations = names.operations_of(shown.example)
    if operations and its_operations and not any(each in its_operations for each in operations):
        expected = f"{' or '.join(map(line_of, operations))}, as the heading says"
        yield _finding(shown, expected, ", ".join(map(line_of, its_operations)), fix)


def _agrees_with_title(shown: Shown) -> Iterator[Finding]:
    title, statuses = shown.title, {each.rpartition(" ")[2] for each in shown.example.exchanges}
    fix = "correct the title, or include the file that it names"
    line = (shown.example.recording(RESPONSE) or "").partition("\n")[0].partition(" ")[2]
    if shown.file == RESPONSE and " · " in title and not title.endswith(f" · {line}"):
        yield _finding(shown, f"{quote(line)} at the end of the title", quote(title), fix)
    elif others := sorted({*_STATUS.findall(title)} - statuses):
        actual = f"{', '.join(others)} in {quote(title)}"
        yield _finding(shown, f"the status {' or '.join(sorted(statuses))} in the title", actual, fix)
    files = [file for words, its in SHOWN_AS.items() if words in title.lower() for file in its]
    if shown.entry.kind == RECORDING and files and shown.file not in files:
        yield _finding(shown, f"{' or '.join(files)} below {quote(title)}", shown.file, fix)


def _named(recorded: Sequence[Shown], shown: Sequence[Shown], sections: Sections, names: Names) -> Iterator[Finding]:
    """What is below no program must be named, and so must each of the other examples that run the program above it.

    Blocks of one example that follow each other are named once.
    """
    end = 0
    for (section, example), group in groupby(recorded, lambda each: (each.section, each.example)):
        first, *rest = group
        start, end = max(end, sections.headings[section][0]), (rest or [first])[-1].line
        above, around = _programs_above(first, shown, sections)
        if example.folder in around:
            continue
        is_run_again = example.programs in around
        if above and not is_run_again:
            its = " or ".join(f"{each.parent.name}/{each.name}" for each in above)
            expected, fix = (
                f"a recording of {its}, whose programs are above it",
                "include one, or move it",
            )
            yield _finding(first, expected, "another", fix)
            continue
        alone = not above and all(each.example is example for each in recorded if each.section == section)
        text = f"{sections.named(section)}\n{sections.text(start, sections.end(section) if alone else first.line)}"
        said = first.title if is_run_again and _says_more(first.title) else f"{text}\n{first.title}"
        if not names.are_in(said, example, below=example.programs if is_run_again else None):
            words = own_words(example, example.programs if is_run_again else None)
            code = (*codes_of(example), "")[0]
            expected = " or ".join(filter(None, (code, " ".join(words)))) + " in the heading, or in a sentence above it"
            yield _finding(
                first, expected, quote(first.title or sections.headings[section][2]), "move it, or name it so"
            )


def _programs_above(shown: Shown, every: Sequence[Shown], sections: Sections) -> tuple[list[Path], set[Path]]:
    """The folders of the programs above a block in its section, and in those that this is a part of, too."""
    programs = [each for each in every if each.entry.kind in (PROGRAM, WHOLE_REQUEST) and each.line < shown.line]
    around = sections.around(shown.section)
    above = [each.example.folder for each in programs if each.section == shown.section]
    return list(dict.fromkeys(above)), {each.example.folder for each in programs if each.section in around}


def _says_more(title: str) -> bool:
    """Whether a title says more than the kind of its block, its status and the language."""
    known = {word for text in (*SHOWN_AS, *(language.label for language in LANGUAGES)) for word in words_of(text)}
    return not {*words_of(title.partition(" · ")[0])} <= known


def _finding(shown: Shown, expected: str, actual: str, fix: str) -> Finding:
    return shown.block.finding(expected, actual, fix, f"{SNIPPETS}/{shown.example.name}")
