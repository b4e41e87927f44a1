"""The sources of the pages: their fences, what these include, and what is wrong in them before anything is built.

`python -m asrun.pages.markdown` prints what is wrong.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from asrun import ROOT
from asrun.finding import Finding, quote
from asrun.settings import SNIPPETS
from asrun.text import FileError, glimpse, read_text, read_toml, read_yaml

INCLUDE = re.compile(r'^--8<-- "(?P<path>[^":]+)"$')
DERIVED = re.compile(r'^ *--8<-- "contract/(?P<name>[^":]+)\.md"$')
MARKDOWN = re.compile(r'^ *--8<-- "[^":]+\.md"$')
MARKER = re.compile(r"\s*-+8<-")
TAB = re.compile(r'=== "(?P<label>.+)"')
ITEM = re.compile(r"<(?P<closes>/?)TabItem\b(?P<properties>[^>]*)>")
LABEL = re.compile(r"""\b(?P<name>label|value)=\{?(?P<quote>["'])(?P<label>.*?)(?P=quote)""")
FORM = '--8<-- "page/example/file" alone in its fence, in straight quotes, without lines, sections or trailing spaces'

# Text in tabs and admonitions is indented, but isn't code.
# Inline markup takes half of the time, and isn't needed here.
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["code", "inline"])

_READERS: Mapping[str, Callable[[Path], object]] = {".toml": read_toml, ".yaml": read_yaml, ".yml": read_yaml}

PAGES = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
"""The site's pages, by their paths below docs/."""


@dataclass(frozen=True)
class Fence:
    """A fence: the line (from 1) that opens it, what follows its marks, and the text within, without its indent."""

    line: int
    info: str
    text: str

    @property
    def language(self) -> str:
        return self.info.partition(" ")[0]

    @property
    def include(self) -> str | None:
        """The path, below snippets/, of the one file that is included, if that is all there is in the fence."""
        match = INCLUDE.match(self.text)
        return match["path"] if match else None


@lru_cache
def _tokens(markdown: str) -> list[Token]:
    return _PARSER.parse(markdown)


def fences(markdown: str) -> list[Fence]:
    """Lists the fences in order; one that is never closed ends with the text."""
    return [
        Fence(token.map[0] + 1, token.info.strip(), token.content.removesuffix("\n"))
        for token in _tokens(markdown)
        if token.type == "fence" and token.map
    ]


def table_lines(markdown: str) -> list[int]:
    """Lists the lines (from 1) in which the headers of the tables stand."""
    return [token.map[0] + 1 for token in _tokens(markdown) if token.type == "table_open" and token.map]


def tables(project: Path, markdown: str) -> list[tuple[int, bool]]:
    """The line (from 1) of each table of a page, and whether it is in a text that is made from the contract there."""
    own = [(line, False) for line in table_lines(markdown)]
    texts = ((each.line, glimpse(project / SNIPPETS / "contract" / f"{each.name}.md")) for each in derived(markdown))
    return sorted([*own, *((line, True) for line, text in texts for _ in table_lines(text))])


class Include(NamedTuple):
    """An include of a text that is made from the contract: its line (from 1), its name, and the heading's id above."""

    line: int
    name: str
    heading: str


def derived(markdown: str) -> list[Include]:
    """Lists the includes of texts that are made from the contract: they stand outside of fences."""
    found = [(number, match["name"]) for number, line in prose(markdown) if (match := DERIVED.match(line))]
    starts = [(0, ""), *headings(markdown)] if found else []
    return [Include(line, name, heading_id(max(each for each in starts if each[0] < line)[1])) for line, name in found]


def prose(markdown: str) -> list[tuple[int, str]]:
    """Lists the lines, with their numbers (from 1), that are neither a fence nor within one."""
    spans = [token.map for token in _tokens(markdown) if token.type == "fence" and token.map]
    fenced = {number for start, end in spans for number in range(start + 1, end + 1)}
    return [(number, line) for number, line in enumerate(markdown.splitlines(), 1) if number not in fenced]


@cache  # a finding asks for all of them, and to parse all pages takes long
def places(root: Path) -> dict[tuple[str, str], str]:
    """`page:line` of the first include of each file in each tab, and, under an empty label, of its first include.

    Files are named by their paths below snippets/, pages by theirs below `root`.
    """
    found: dict[tuple[str, str], str] = {}
    for page in sorted((root / "docs").rglob("*.md")):
        markdown = glimpse(page)
        lines = markdown.splitlines()
        for fence in fences(markdown):
            if fence.include:
                place = f"{page.relative_to(root).as_posix()}:{fence.line + 1}"
                for label in {"", *tabs(lines[: fence.line])}:
                    found.setdefault((fence.include, label), place)
    return found


@lru_cache(1)  # an example in a section asks for all of them
def sections(markdown: str) -> Mapping[str, list[Fence]]:
    """The fences between each heading and the next one, by the heading's id. Those above the first have the id "".

    The second heading with the id `example` is `example-1`.
    """
    every = fences(markdown)
    found: dict[str, list[Fence]] = {}
    counted: Counter[str] = Counter()
    for (start, text), (end, _) in pairwise([(0, ""), *headings(markdown), (len(markdown) + 1, "")]):
        name = heading_id(text)
        number = f"-{counted[name]}" if counted[name] else ""
        counted[name] += 1
        found[f"{name}{number}"] = [fence for fence in every if start < fence.line < end]
    return found


def headings(markdown: str) -> list[tuple[int, str]]:
    """The line (from 1) and the text of each heading."""
    tokens = _tokens(markdown)
    return [
        (token.map[0] + 1, tokens[index + 1].content)
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.map
    ]


def heading_id(text: str) -> str:
    """The id that builders give a heading, with single hyphens. MDX escapes the braces of one that it has itself."""
    own = re.search(r"\\?\{ *#([^ }\\]+)[^}]*\}\s*$", text)
    return own[1] if own else re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def tabs(lines: list[str]) -> list[str]:
    """The labels of the tabs around the last line, from the innermost: each a `<TabItem>`, or Material's `===`.

    The marker of the latter is further to the left.
    """
    items: list[str] = []
    for item in ITEM.finditer("\n".join(lines)):
        its = {found["name"]: found["label"] for found in LABEL.finditer(item["properties"])}
        items = items[:-1] if item["closes"] else [*items, its.get("label", its.get("value", ""))]
    if items:
        return items[::-1]
    last = lines[-1]
    for line in reversed(lines):
        if line.strip() and _indent(line) < _indent(last):
            if label := TAB.fullmatch(line.strip()):
                items.append(label["label"])
            last = line
    return items


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def source_findings(project: Path) -> list[Finding]:
    """What is no text, no TOML or no YAML, each with line and column; includes of no file, or that render literally."""
    findings = []
    for file in _texts(project):
        try:
            _READERS.get(file.suffix, read_text)(file)
        except FileError as error:
            findings.append(error.finding(project))
    return findings + [found for page in sorted((project / "docs").rglob("*.md")) for found in _includes(project, page)]


def _texts(project: Path) -> Iterator[Path]:
    """The files that people write and the builder reads: neither hidden, nor media, nor what git ignores.

    The settings of an example are left to its own check: a mistake in them does not keep the site from being built.
    """
    ignored = [project / line.strip("/") for line in glimpse(project / ".gitignore").split() if "*" not in line]
    for path in sorted(path for folder in ("docs", SNIPPETS) for path in (project / folder).rglob("*")):
        kind = guess_type(path.name)[0] or ""
        media = kind.startswith(("audio/", "font/", "image/", "video/")) and kind != "image/svg+xml"
        hidden = any(part.startswith(".") for part in path.relative_to(project).parts)
        settings = path.match(f"{SNIPPETS}/*/*/*.toml")
        if not (path.is_dir() or media or hidden or settings or any(path.is_relative_to(each) for each in ignored)):
            yield path
    yield from sorted(project.glob("*.yml"))


def _includes(project: Path, page: Path) -> Iterator[Finding]:
    name = page.relative_to(project).as_posix()
    markdown = glimpse(page)
    lines = ["", *markdown.splitlines(), ""]
    for number, line in prose(markdown):
        if MARKDOWN.match(line) and not (lines[number - 1] + lines[number + 1]).strip():
            if not (project / SNIPPETS / (file := line.split('"')[1])).is_file():
                fix = "run python -m asrun record"
                yield Finding(where=f"{name}:{number}", expected=f"{SNIPPETS}/{file}", actual="no such file", fix=fix)
        elif MARKER.match(line):
            actual = f"{quote(line)} outside of a fence"
            yield Finding(where=f"{name}:{number}", expected=FORM, actual=actual, fix="put it into a fence")
    for fence in fences(markdown):
        where = f"{name}:{fence.line + 1}"
        if fence.include is None and any(MARKER.match(line) for line in fence.text.split("\n")):
            yield Finding(where=where, expected=FORM, actual=quote(fence.text), fix="write it so")
        elif fence.include and not (project / SNIPPETS / fence.include).is_file():
            file = f"{SNIPPETS}/{fence.include}"
            yield Finding(where=where, file=file, expected="a file", actual="none", fix="add it, or correct the path")


if __name__ == "__main__":
    sys.exit("\n".join(map(str, source_findings(ROOT))) or None)
