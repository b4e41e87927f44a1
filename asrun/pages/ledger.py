"""The ledger: every code block of the built site is a file of an example, or equals a fragment that is true.

It is read in both directions: a block without an entry is a finding, and so is an entry that no page shows.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from asrun.examples.example import ERRORS, ERRORS_OF, OUTPUT, RESPONSE, Example
from asrun.examples.languages import LANGUAGES
from asrun.examples.recording import difference
from asrun.examples.section import Section
from asrun.finding import Finding, quote
from asrun.pages.blocks import Block, TabSet, blocks, source_text, tab_sets
from asrun.pages.markdown import Fence, fences
from asrun.pages.site import Site
from asrun.pages.tally import COUNTED, SUMMARY
from asrun.settings import SNIPPETS

PRINTING = tuple(language.label for language in LANGUAGES if language.prints == "text")
RECORDED = {
    RESPONSE: ("http", ()),
    OUTPUT: ("text", PRINTING),
    ERRORS: ("text", PRINTING),
    **{file: ("text", (language.label,)) for language, file in ERRORS_OF.items()},
}
SHELLS = {".sh": ("bash", ()), ".cmd": ("bat", ("cmd",)), ".ps1": ("powershell", ("PowerShell",))}
"""The fence's language of each shell's commands, and the only tab that they can be in, if there is one."""

PROGRAM, BESIDE = "programs", "files that a program has beside it"
WHOLE_REQUEST, SHELL_FORM = "requests that are sent as they stand", "commands for a shell"
RECORDING, OF_A_RUN = "recordings of what ran", "figures of a run"
ON_THE_PAGE = "written on the page itself, and checked there"
"""The kinds of blocks."""

Fragments = Mapping[str, Sequence[tuple[str, str]]]
"""The language and the text of each block that shows no file, by the page and the id of its heading: `a.md#first`."""


@dataclass(frozen=True)
class Entry:
    """A file that pages show: what it is, its fence's language, and the example that it belongs to, if it does.

    `labels` are the only tabs that it can be in, if there are any. A program must be in one. For a fence without an
    include, the key is its place, and `text` is what it must show.
    """

    kind: str
    fence: str
    example: Example | None = None
    labels: tuple[str, ...] = ()
    text: str | None = None

    @property
    def in_tab(self) -> bool:
        return self.kind == PROGRAM and self.text is None


def entries(project: Path, examples: Iterable[Example]) -> dict[str, Entry]:
    """All that pages may show, by its path below snippets/: examples' files, shell forms, the figures of a run."""
    snippets = project / SNIPPETS
    found = {}
    for path in sorted(snippets.glob("*/*")):
        if path.suffix in SHELLS:
            fence, labels = SHELLS[path.suffix]
            found[path.relative_to(snippets).as_posix()] = Entry(SHELL_FORM, fence, labels=labels)
        elif path.name in COUNTED:
            found[path.relative_to(snippets).as_posix()] = Entry(OF_A_RUN, "text")
    for example in examples:
        found.update(_of_example(snippets, example))
    return found


def _of_example(snippets: Path, example: Example) -> Iterator[tuple[str, Entry]]:
    if example.section:
        yield from _of_section(example, example.section)
    elif example.programs == example.folder:
        for language in example.languages:
            kind, tab = (PROGRAM, (language.label,)) if language in LANGUAGES else (WHOLE_REQUEST, ())
            yield f"{example.name}/{language.file}", Entry(kind, language.fence, example, tab)
    for path in example.files:
        if path.is_relative_to(snippets):
            its = next((each for each in LANGUAGES if each.file.endswith(path.suffix)), None)
            entry = Entry(BESIDE, its.fence, example, (its.label,)) if its else Entry(BESIDE, "text", example)
            yield path.relative_to(snippets).as_posix(), entry
    for file, (fence, labels) in RECORDED.items():
        if not example.section and example.recording(file) is not None:
            yield f"{example.name}/{file}", Entry(RECORDING, fence, example, labels)


def _of_section(example: Example, section: Section) -> Iterator[tuple[str, Entry]]:
    """Its programs, and what it shows of a run: the response or its body, or the output."""
    languages = {section.programs[language.name]: language for language in example.languages}
    response = example.recording(RESPONSE) or ""
    recorded = {"http": response, "json": response.partition("\n\n")[2], "text": example.recording(OUTPUT) or ""}
    for fence, tabs in section.tabs.items():
        if fence in languages:
            its = [each for each in tabs if each.lower() in languages[fence].aliases] or [languages[fence].label]
            yield section.where(fence), Entry(PROGRAM, fence.language, example, tuple(its) if tabs else (), fence.text)
        elif text := recorded.get(fence.language):
            yield section.where(fence), Entry(RECORDING, fence.language, example, (), text.removesuffix("\n"))


def kind(fence: Fence | None, entries: Mapping[str, Entry]) -> str:
    """What the block is that was made from a fence."""
    entry = entries.get(fence.include) if fence and fence.include else None
    return entry.kind if entry else ON_THE_PAGE


def check_blocks(site: Site, entries: Mapping[str, Entry], fragments: Fragments, table: str) -> list[Finding]:
    """Compares the site's blocks with the files of the examples and with the fragments, in both directions.

    `table` is the file that has the fragments, if there is one.
    """
    return [*_files(site, entries), *_tabs(site, entries), *_fragments(site, entries, fragments, table)]


def _files(site: Site, entries: Mapping[str, Entry]) -> Iterator[Finding]:
    shown = set()
    for page in site.pages:
        written, shows = len(fences(page.markdown)), len(blocks(site, page))
        if written > shows:
            expected, fix = (
                f"a block for each of the {written} fences",
                "move each fence out of comments and raw HTML",
            )
            yield Finding(where=page.where(1), expected=expected, actual=f"{shows} blocks", fix=fix)
        for block in blocks(site, page):
            if block.fence and (key := block.fence.include or (block.where if block.where in entries else "")):
                shown.add(key)
                yield from _file(site, block, block.fence, entries.get(key))
    snippets = site.project / SNIPPETS
    files = {path.relative_to(snippets).as_posix() for path in snippets.glob("*/*") if path.is_file()}
    # asrun.derived checks the first ones.
    files = {path for path in files if not re.fullmatch(rf"contract/.+\.md|.+/{SUMMARY}", path)}
    for path in sorted((files | set(entries)) - shown):
        expected, actual, fix = "a page that shows it", "none", "include it on a page, or remove it"
        if path not in entries:
            expected, actual = f"an example that has it in files, or a shell form ({', '.join(SHELLS)})", "neither"
            fix = "remove it, or name it in an example.toml"
        yield Finding(file=f"{SNIPPETS}/{path}", expected=expected, actual=actual, fix=fix)


def _file(site: Site, block: Block, fence: Fence, entry: Entry | None) -> Iterator[Finding]:
    file = f"{SNIPPETS}/{fence.include}"
    if entry is None:
        fix = "name one that an example runs or records"
        yield block.finding("a program or a recording of an example", "another file", fix, file)
        return
    file = f"{SNIPPETS}/{fence.include or (entry.example and entry.example.name)}"
    source = source_text(site, fence) or ""
    text = source if entry.text is None else entry.text
    if {block.text, source} != {text}:
        number, expected, actual = difference(text, block.text if block.text != text else source)
        fix = "keep from the file what Markdown shows otherwise, such as a tab or an empty line at its end"
        if entry.kind == RECORDING and entry.text is not None:
            fix = "write what is recorded, or run python -m asrun record and read the diff"
        yield block.finding(f"{quote(expected)} in line {number}", quote(actual), fix, file)
    if fence.language != entry.fence:
        yield block.finding(f"the fence ```{entry.fence}", f"```{fence.info}", "name the language so", file)
    if not _suits(block, entry):
        expected = f"the tab {' or '.join(map(quote, entry.labels))} around it"
        actual = quote(block.tabs[-1]) if block.tabs else "none"
        yield block.finding(expected, actual, "put it there, or correct the label", file)


def _suits(block: Block, entry: Entry | None) -> bool:
    """Whether the block is in a tab that its file can be in."""
    if not entry or not entry.labels or not (block.tabs or entry.in_tab):
        return True
    return bool(set(block.tabs[-1:]) & set(entry.labels))


def _tabs(site: Site, entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """Tabs that show a program have a tab for each language; tabs of recordings, for each that has one.

    Commands for a shell may have further tabs, after those.
    """
    for tab_set in (tab_set for page in site.pages for tab_set in tab_sets(site, page)):
        includes = [block.fence.include for block in tab_set.blocks if block.fence and block.fence.include]
        shown = [entries[path] for path in includes if path in entries]
        if any(not _suits(block, entries.get(block.fence.include or "")) for block in tab_set.blocks if block.fence):
            continue  # its label is a finding already
        forms = [label for entry in shown if entry.kind == SHELL_FORM for label in entry.labels]
        for example in dict.fromkeys(entry.example for entry in shown if entry.example):
            its = [entry for entry in entries.values() if entry.example is example]
            recorded = {label for entry in its if not entry.in_tab for label in entry.labels}
            program = any(entry.in_tab for entry in shown if entry.example is example)
            every = [language.label for language in example.languages]
            labels = every if program or recorded.isdisjoint(every) else [each for each in every if each in recorded]
            yield from _complete(tab_set, f"{SNIPPETS}/{example.name}", [*labels, *forms])


def _complete(tab_set: TabSet, file: str, labels: list[str]) -> Iterator[Finding]:
    """Every language that has something to show must have its tab, labelled exactly so, in order, and not empty."""
    where = tab_set.blocks[0].where
    if list(tab_set.labels) != labels:
        expected, actual = f"the tabs {', '.join(labels)}", f"the tabs {', '.join(tab_set.labels)}"
        fix = "give each language its tab, in this order and labelled so"
        yield Finding(where=where, file=file, expected=expected, actual=actual, fix=fix)
        return
    for label in set(labels).difference(block.tabs[-1] for block in tab_set.blocks):
        expected, fix = "a block in every tab", "include the file there"
        yield Finding(where=where, tab=label, file=file, expected=expected, actual="none in this one", fix=fix)


def _fragments(site: Site, entries: Mapping[str, Entry], fragments: Fragments, table: str) -> Iterator[Finding]:
    pasted = defaultdict(list)
    for page in site.pages:
        for block in blocks(site, page):
            if not (block.fence and (block.fence.include or block.where in entries)):
                pasted[f"{page.name}#{block.heading}"].append(block)
    for place in dict.fromkeys([*pasted, *fragments]):
        for block, fragment in zip_longest(pasted[place], fragments.get(place, ())):
            yield from _fragment(place, block, fragment, table)


def _fragment(place: str, block: Block | None, fragment: tuple[str, str] | None, table: str) -> Iterator[Finding]:
    if block is None:
        fix = "add it to the page, or remove the entry"
        yield Finding(file=table, expected=f"a block at {place}", actual="none", fix=fix)
    elif fragment is None or block.fence is None:
        section = f"{block.where.rpartition(':')[0]}#{block.heading}"
        entry = f", or an entry in {table}" if table else ""
        expected = f"a program or a recording of an example{entry}" if block.fence else "a fence"
        fix = f'write an example.toml with page = "{section}", or include a file of an example'
        yield block.finding(expected, f"the text {quote(block.text)}", fix)
    elif (actual := (block.fence.language, block.text)) != fragment:
        expected, shown = (f"```{language} {quote(text)}" for language, text in (fragment, actual))
        yield block.finding(expected, shown, f"write it so, or correct {table}")


def check_downloads(site: Site, known: Collection[Path]) -> Iterator[Finding]:
    """What readers can download, but for the site's looks: `known` are the contract, and what examples run with."""
    docs = site.project / "docs"
    for path in sorted(path for path in docs.rglob("*.*") if path.is_file() and path.suffix not in (".md", ".mdx")):
        name, file = path.relative_to(docs), path.relative_to(site.project).as_posix()
        if name.parts[0] == "assets" or any(part.startswith(".") for part in name.parts):
            continue  # MkDocs leaves out what is hidden
        if path not in known:
            expected, fix = "a file that an example runs with", "name it in files of an example.toml, or remove it"
            yield Finding(file=file, expected=expected, actual="none that has it", fix=fix)
        elif (site.output / name).is_file() and (site.output / name).read_bytes() != path.read_bytes():
            expected, fix = "the same bytes on the site", "let nothing rewrite it"
            yield Finding(file=file, expected=expected, actual="others", fix=fix)
