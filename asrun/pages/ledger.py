"""The ledger: every code block of the built site is a file of an example, or a fragment that stands in the table.

It is read in both directions: a block without an entry is a finding, and so is an entry that no page shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from asrun.examples.example import CURL_ERRORS, ERRORS, OUTPUT, RESPONSE, Example
from asrun.examples.languages import CURL, JAVASCRIPT, LANGUAGES, PYTHON
from asrun.examples.recording import difference
from asrun.finding import Finding, quote
from asrun.pages.blocks import Block, TabSet, blocks, source_text, tab_sets
from asrun.pages.fences import Fence, fences
from asrun.pages.fragments import Fragment, Truth
from asrun.pages.site import Site
from asrun.pages.tally import FIGURES, MUTANTS
from asrun.pages.vocabulary import CONTRACT

TABLE = "tests/fragments.py"
RECORDED = {
    RESPONSE: ("http", ()),
    OUTPUT: ("text", (JAVASCRIPT.label, PYTHON.label)),
    ERRORS: ("text", (JAVASCRIPT.label, PYTHON.label)),
    CURL_ERRORS: ("text", (CURL.label,)),
}
SHELLS = {".sh": "bash", ".cmd": "bat", ".ps1": "powershell"}

PROGRAM, WHOLE_REQUEST, BESIDE = (
    "programs",
    "requests that are sent as they stand",
    "files that a program has beside it",
)
RECORDING, SHELL_FORM, COUNTED = "recordings of what ran", "commands for a shell", "figures of a run"
ON_THE_PAGE = "written on the page itself, and checked there"
"""The kinds of blocks."""


@dataclass(frozen=True)
class Entry:
    """A file that pages show: what it is, its fence's language, and the example that it belongs to, if it does.

    `labels` are those of the tabs that it may stand in, where not all may; a program must stand in one.
    """

    kind: str
    fence: str
    example: Example | None = None
    labels: tuple[str, ...] = ()

    @property
    def in_tab(self) -> bool:
        return self.kind == PROGRAM


def entries(project: Path, examples: Iterable[Example]) -> dict[str, Entry]:
    """All that pages may show, by its path below snippets/: examples' files, shell forms, the figures of a run."""
    snippets = project / "snippets"
    forms = sorted(path for path in snippets.glob("*/*") if path.suffix in SHELLS)
    found = {path.relative_to(snippets).as_posix(): Entry(SHELL_FORM, SHELLS[path.suffix]) for path in forms}
    found |= {path: Entry(COUNTED, "text") for path in (FIGURES, MUTANTS) if (snippets / path).exists()}
    for example in examples:
        if example.programs == example.folder:
            for language in example.languages:
                kind, tab = (PROGRAM, (language.label,)) if language in LANGUAGES else (WHOLE_REQUEST, ())
                found[f"{example.name}/{language.file}"] = Entry(kind, language.fence, example, tab)
        for path in example.files:
            if path.is_relative_to(snippets):
                its = next((each for each in LANGUAGES if each.file.endswith(path.suffix)), None)
                entry = Entry(BESIDE, its.fence, example, (its.label,)) if its else Entry(BESIDE, "text", example)
                found[path.relative_to(snippets).as_posix()] = entry
        for file, (fence, labels) in RECORDED.items():
            if example.recording(file) is not None:
                found[f"{example.name}/{file}"] = Entry(RECORDING, fence, example, labels)
    return found


def kind(fence: Fence | None, entries: Mapping[str, Entry]) -> str:
    """What the block is that was made from a fence."""
    entry = entries.get(fence.include) if fence and fence.include else None
    return entry.kind if entry else ON_THE_PAGE


def check_blocks(
    site: Site, entries: Mapping[str, Entry], fragments: Sequence[Fragment], truth: Truth
) -> list[Finding]:
    """Compares the site's blocks with the files of the examples and with the table of fragments, in both directions."""
    return [*_files(site, entries), *_tabs(site, entries), *_fragments(site, fragments, truth)]


def _files(site: Site, entries: Mapping[str, Entry]) -> Iterator[Finding]:
    shown = set()
    for page in site.pages:
        written, shows = len(fences(page.markdown)), len(blocks(site, page))
        if written > shows:
            mend = "let no fence stand in a comment or in raw HTML"
            yield Finding(
                where=page.where(1),
                expected=f"a block for each of the {written} fences",
                actual=f"{shows} blocks",
                fix=mend,
            )
        for block in blocks(site, page):
            if block.fence and block.fence.include:
                shown.add(block.fence.include)
                yield from _file(site, block, block.fence, entries.get(block.fence.include))
    for path in sorted(set(entries) - shown):
        yield Finding(
            file=f"snippets/{path}",
            expected="a page that shows it",
            actual="none",
            fix="include it on a page, or remove it",
        )
    snippets = site.project / "snippets"
    strays = (
        {path.relative_to(snippets).as_posix() for path in snippets.glob("*/*") if path.is_file()}
        - set(entries)
        - shown
    )
    for path in sorted(strays):
        expected = f"an example that has it in files, or a shell form ({', '.join(SHELLS)})"
        yield Finding(
            file=f"snippets/{path}", expected=expected, actual="neither", fix="remove it, or name it in an example.toml"
        )


def _file(site: Site, block: Block, fence: Fence, entry: Entry | None) -> Iterator[Finding]:
    def find(expected: str, came: str, mend: str) -> Finding:
        return Finding(
            where=block.where, tab=block.tab, file=f"snippets/{fence.include}", expected=expected, actual=came, fix=mend
        )

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
    if entry.labels and (block.tabs or entry.in_tab) and not set(block.tabs[-1:]) & set(entry.labels):
        expected = " or ".join(map(quote, entry.labels))
        came = quote(block.tabs[-1]) if block.tabs else "none"
        yield find(f"the tab {expected} around it", came, "put it there, or correct the label")


def _tabs(site: Site, entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """Tabs that show a program have a tab for each language; tabs of recordings, for each that has one."""
    beside: dict[Example | None, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        if not entry.in_tab:
            beside[entry.example].append(entry)
    for page in site.pages:
        for tab_set in tab_sets(site, page):
            includes = [block.fence.include or "" for block in tab_set.blocks if block.fence]
            shown = [entries[path] for path in includes if path in entries]
            for example in dict.fromkeys(entry.example for entry in shown if entry.example):
                program = any(entry.in_tab for entry in shown if entry.example is example)
                recorded = {label for entry in beside[example] for label in entry.labels}
                every = [language.label for language in example.languages]
                labels = every if program else [label for label in every if label in recorded] or every
                yield from _complete(tab_set, f"snippets/{example.name}", labels)


def _complete(tab_set: TabSet, file: str, labels: list[str]) -> Iterator[Finding]:
    """Every language that has something to show must have its tab, labelled exactly so, in order, and not empty."""
    where = tab_set.blocks[0].where
    if list(tab_set.labels) != labels:
        mend = "give each language its tab, in this order and labelled so"
        yield Finding(
            where=where,
            file=file,
            expected=f"the tabs {', '.join(labels)}",
            actual=f"the tabs {', '.join(tab_set.labels)}",
            fix=mend,
        )
        return
    filled = {block.tabs[-1] for block in tab_set.blocks}
    for label in labels:
        if label not in filled:
            yield Finding(
                where=where,
                tab=label,
                file=file,
                expected="a block in every tab",
                actual="none in this one",
                fix="include the file there",
            )


def check_downloads(site: Site, examples: Iterable[Example]) -> Iterator[Finding]:
    """What readers can download, but for the site's looks: the contract, and files that an example runs with."""
    docs = site.project / "docs"
    known = {site.project / CONTRACT, *(path for example in examples for path in example.files)}
    for path in sorted(path for path in docs.rglob("*.*") if path.is_file() and path.suffix != ".md"):
        name = path.relative_to(docs)
        if name.parts[0] == "assets" or any(part.startswith(".") for part in name.parts):
            continue  # MkDocs leaves out what is hidden
        if path not in known:
            mend = "name it in files of an example.toml, or remove it"
            yield Finding(
                file=f"docs/{name.as_posix()}",
                expected="a file that an example runs with",
                actual="none that has it",
                fix=mend,
            )
        elif (site.output / name).read_bytes() != path.read_bytes():
            yield Finding(
                file=f"docs/{name.as_posix()}",
                expected="the same bytes on the site",
                actual="others",
                fix="let nothing rewrite it",
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
        yield Finding(
            file=TABLE, expected=f"a block at {place}", actual="none", fix="add it to the page, or remove the entry"
        )
        return
    if fragment is None or block.fence is None:
        expected = (
            f"an include of a file below snippets/, or an entry in {TABLE}" if block.fence else "a fence of backticks"
        )
        mend = 'move the text to an example and include it: --8<-- "page/example/file"'
        yield Finding(
            where=block.where, tab=block.tab, expected=expected, actual=f"the text {quote(block.text)}", fix=mend
        )
        return
    try:
        text = fragment.source(truth)
    except LookupError as error:
        yield Finding(
            where=block.where,
            tab=block.tab,
            file=TABLE,
            expected=str(error.args[0]),
            actual="nothing",
            fix="correct the entry",
        )
        return
    if (block.fence.language, block.text) != (fragment.language, text):
        came = f"```{block.fence.language} {quote(block.text)}"
        yield Finding(
            where=block.where,
            tab=block.tab,
            expected=f"```{fragment.language} {quote(text)}",
            actual=came,
            fix=f"write it so, or correct {TABLE}",
        )
