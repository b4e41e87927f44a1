"""The ledger: every code block of the built site is a file of an example, or a fragment that stands in the table.

It is read in both directions: a block without an entry is a finding, and so is an entry that no page shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from tests.harness.blocks import Block, blocks, source_text, tab_sets
from tests.harness.example import CURL_ERRORS, ERRORS, OUTPUT, RECORDINGS, RESPONSE, Example
from tests.harness.fences import Fence
from tests.harness.finding import Finding, quote
from tests.harness.fragments import Fragment, Truth
from tests.harness.languages import CURL, JAVASCRIPT, PYTHON
from tests.harness.recording import difference
from tests.harness.site import Site

TABLE = "tests/fragments.py"
FENCES = {RESPONSE: "http", OUTPUT: "text", ERRORS: "text", CURL_ERRORS: "text"}
TABS = {OUTPUT: (JAVASCRIPT, PYTHON), ERRORS: (JAVASCRIPT, PYTHON), CURL_ERRORS: (CURL,)}


@dataclass(frozen=True)
class Entry:
    """A file that pages show: its example, its fence's language, and the tabs that it may stand in."""

    example: Example
    fence: str
    labels: tuple[str, ...]
    program: bool


def entries(examples: Iterable[Example]) -> dict[str, Entry]:
    """The programs and recordings of the examples, by their path below snippets/."""
    found = {}
    for example in examples:
        if example.programs == example.folder:
            for language in example.languages:
                found[f"{example.name}/{language.file}"] = Entry(example, language.fence, (language.label,), True)
        for recording in RECORDINGS:
            if example.recording(recording) is not None:
                labels = tuple(language.label for language in TABS.get(recording, example.languages))
                found[f"{example.name}/{recording}"] = Entry(example, FENCES[recording], labels, False)
    return found


def check(site: Site, entries: Mapping[str, Entry], fragments: Sequence[Fragment], truth: Truth) -> list[Finding]:
    """Compares the site's blocks with the files of the examples and with the table of fragments, in both directions."""
    return [*_files(site, entries), *_tabs(site, entries), *_fragments(site, fragments, truth)]


def _files(site: Site, entries: Mapping[str, Entry]) -> Iterator[Finding]:
    shown = set()
    for page in site.pages:
        for block in blocks(site, page):
            if block.fence and block.fence.include:
                shown.add(block.fence.include)
                yield from _file(site, block, block.fence, entries.get(block.fence.include))
    for path in sorted(set(entries) - shown):
        yield Finding("", "", f"snippets/{path}", "a page that shows it", "none", "include it on a page, or remove it")


def _file(site: Site, block: Block, fence: Fence, entry: Entry | None) -> Iterator[Finding]:
    def find(expected: str, came: str, mend: str) -> Finding:
        return Finding(block.where, block.tab, f"snippets/{fence.include}", expected, came, mend)

    if entry is None:
        yield find("a program or a recording of an example", "another file", "name one that an example runs or records")
        return
    text = source_text(site, fence) or ""
    if block.text != text:
        number, expected, came = difference(text, block.text)
        mend = "keep from the file what Markdown shows otherwise, such as a tab or an empty line at its end"
        yield find(f"{quote(expected)} in line {number}", quote(came), mend)
    if fence.language != entry.fence:
        yield find(f"the fence ```{entry.fence}", f"```{fence.info}", "name the language so")
    if not block.tabs and entry.program:
        yield find(f"the tab {quote(entry.labels[0])} around it", "no tab", "put it into the tabs of its example")
    elif block.tabs and block.tabs[-1] not in entry.labels:
        expected = " or ".join(map(quote, entry.labels))
        yield find(f"the tab {expected} around it", quote(block.tabs[-1]), "move it, or mend the label")


def _tabs(site: Site, entries: Mapping[str, Entry]) -> Iterator[Finding]:
    for page in site.pages:
        for tab_set in tab_sets(site, page):
            shown = [block.fence.include for block in tab_set.blocks if block.fence and block.fence.include in entries]
            for example in dict.fromkeys(entries[path].example for path in shown if path):
                where = tab_set.blocks[0].where
                expected = tuple(language.label for language in example.languages)
                if tab_set.labels != expected:
                    came = f"the tabs {', '.join(tab_set.labels)}"
                    mend = "give every language its tab, in this order, and label it so"
                    yield Finding(where, "", f"snippets/{example.name}", f"the tabs {', '.join(expected)}", came, mend)
                    continue
                filled = {block.tabs[-1] for block in tab_set.blocks}
                for label in expected:
                    if label not in filled:
                        yield Finding(
                            where, label, f"snippets/{example.name}", "a block", "none", "include the file there"
                        )


def _fragments(site: Site, fragments: Sequence[Fragment], truth: Truth) -> Iterator[Finding]:
    listed, pasted = defaultdict(list), defaultdict(list)
    for fragment in fragments:
        listed[fragment.place].append(fragment)
    for page in site.pages:
        for block in blocks(site, page):
            executed = f"docs/{page.name}" in truth.executed and block.fence and block.fence.language == "python"
            if not executed and not (block.fence and block.fence.include):
                pasted[f"{page.name}#{block.heading}"].append(block)
    for place in dict.fromkeys([*pasted, *listed]):
        for block, fragment in zip_longest(pasted[place], listed[place]):
            yield from _fragment(place, block, fragment, truth)


def _fragment(place: str, block: Block | None, fragment: Fragment | None, truth: Truth) -> Iterator[Finding]:
    if block is None:
        yield Finding("", "", TABLE, f"a block at {place}", "none", "add it to the page, or remove the entry")
        return
    if fragment is None or block.fence is None:
        expected = (
            f"an include of a file below snippets/, or an entry in {TABLE}" if block.fence else "a fence of backticks"
        )
        mend = 'move the text to an example and include it: --8<-- "page/example/file"'
        yield Finding(block.where, block.tab, "", expected, f"the text {quote(block.text)}", mend)
        return
    try:
        text = fragment.source(truth)
    except LookupError as error:
        yield Finding(block.where, block.tab, TABLE, str(error.args[0]), "nothing", "mend the entry")
        return
    if (block.fence.language, block.text) != (fragment.language, text):
        came = f"```{block.fence.language} {quote(block.text)}"
        yield Finding(
            block.where, block.tab, "", f"```{fragment.language} {quote(text)}", came, f"write it so, or mend {TABLE}"
        )
