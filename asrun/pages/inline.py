"""Inline code: what looks like a part of the API must be in the contract, and all the rest must be known, too."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from asrun.contract import METHODS
from asrun.examples.example import Example
from asrun.examples.recording import phrase
from asrun.finding import Finding, quote
from asrun.pages.markdown import prose
from asrun.pages.site import Page, Site
from asrun.text import glimpse

PROSE = ("description", "summary", "title")
"""The members of an OpenAPI document whose texts define no word."""


@dataclass(frozen=True)
class Known:
    """All that inline code may name: the files of `project`, `contract` as it was loaded, what the examples say.

    `terms` are names from elsewhere, by where they come from, each of which a page must use; `names` are any others.
    """

    project: Path
    contract: Mapping[str, Any]
    examples: Sequence[Example]
    terms: Mapping[str, Collection[str]]
    names: Collection[str] = ()

    @cached_property
    def operations(self) -> list[tuple[str, str]]:
        """Method and path template of each operation."""
        paths = self.contract["paths"].items()
        return [(method.upper(), path) for path, item in paths for method in item if method in METHODS]

    @cached_property
    def fields(self) -> set[str]:
        """The header fields of requests and responses; OpenAPI leaves two of them to other keywords."""
        nodes = list(_mappings(self.contract))
        sent = {node["name"] for node in nodes if node.get("in") == "header"}
        return {"Authorization", "Content-Type"} | sent | {name for node in nodes for name in node.get("headers", {})}

    @cached_property
    def words(self) -> set[str]:
        """Names of properties, parameters and schemas, and every value outside of prose, as text."""
        return set(_words(self.contract))

    @cached_property
    def listed(self) -> set[str]:
        return {term for terms in self.terms.values() for term in terms}

    @cached_property
    def constants(self) -> set[str]:
        """The environment variables and placeholders of the examples, and all that is listed."""
        of_examples = {name for each in self.examples for name in (*each.environment, *each.placeholders)}
        return of_examples | self.listed | set(self.names)

    @cached_property
    def files(self) -> set[str]:
        """What can be named without its folder: the files of examples."""
        return {path.name for path in (self.project / "snippets").rglob("*.*")}

    @cached_property
    def text(self) -> str:
        """What the examples and the shell forms say: programs, recordings and settings."""
        return "\n".join(glimpse(path) for path in sorted((self.project / "snippets").rglob("*.*")))

    def says(self, text: str) -> bool:
        """Whether the examples say it, as whole words."""
        return re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", self.text) is not None

    def has(self, text: str) -> bool:
        """Whether anything defines it: the contract, an example, a list, a file of the project."""
        return (
            text in self.words | self.fields | self.constants | self.files
            or set(text.split(".")) <= self.words
            or self.says(text)
            or (self.project / text).exists()
        )


@dataclass(frozen=True)
class Rule:
    """What a text is taken for if the whole of it matches, and whether it is known."""

    kind: str
    pattern: re.Pattern[str]
    known: Callable[[Known, str], bool]


def _status(known: Known, text: str) -> bool:
    status, _, name = text.partition(" ")
    return status in known.words and name in ("", phrase(int(status)))


def _path(known: Known, text: str) -> bool:
    method, _, path = text.rpartition(" ")
    return any(
        method in ("", its)
        and re.fullmatch(re.sub(r"\\{\w+\\}", r"[\\w{}]+", re.escape(template)), path.partition("?")[0])
        for its, template in known.operations
    )


def _field_line(known: Known, text: str) -> bool:
    name, _, value = text.partition(": ")
    return name in known.fields and (known.says(text) or value in known.words)


def _member(known: Known, text: str) -> bool:
    try:
        members = json.loads(f"{{{text}}}")
    except ValueError:
        return False
    return set(members) <= known.words


RULES = (
    Rule(
        "an error code or a variable",
        re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+"),
        lambda known, text: text in known.words | known.constants,
    ),
    Rule("a status", re.compile(r"[1-5]\d\d( [A-Z][A-Za-z -]+)?"), _status),
    Rule("a path", re.compile(rf"(({'|'.join(METHODS).upper()}) )?/\S*"), _path),
    Rule(
        "a header field",
        re.compile(r"[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)+"),
        lambda known, text: text in known.fields,
    ),
    Rule("a header field with its value", re.compile(r"[A-Z][A-Za-z-]*: .+"), _field_line),
    Rule("a member of an object of the contract", re.compile(r'"\w+": .+'), _member),
    Rule(
        "a package that a program imports",
        re.compile(r"pip install \w+"),
        lambda known, text: known.says(f"import {text.removeprefix('pip install ')}"),
    ),
    Rule(
        "the start of a key or an id",
        re.compile(r"[a-z]+_([a-z]+_)?"),
        lambda known, text: any(re.search(rf"(?<!\w){text}", word) for word in known.words),
    ),
    Rule("a word of the contract, of an example, or of the terms", re.compile(r".+", re.DOTALL), Known.has),
)


def check_inline(site: Site, known: Known, table: str) -> list[Finding]:
    """Looks up the inline code of every page, and the use of every term; `table` is the file that has the terms."""
    used = {text for page in site.pages for text in inline(page)}
    unused = sorted(known.listed - used)
    return [
        *(finding for page in site.pages for finding in _page(page, known, table)),
        *(
            Finding(file=table, expected=f"a page that uses {quote(term)}", actual="none", fix="remove the term")
            for term in unused
        ),
    ]


def inline(page: Page) -> list[str]:
    """The texts of a page's inline code, each once, in order."""
    return list(dict.fromkeys(code.get_text() for code in page.article.select("code") if not code.find_parent("pre")))


def _page(page: Page, known: Known, table: str) -> Iterator[Finding]:
    fix = f"correct its spelling, or the contract; a name from elsewhere stands in {table}"
    for text in inline(page):
        rule = next(rule for rule in RULES if rule.pattern.fullmatch(text))
        if not rule.known(known, text):
            for number in [number for number, line in prose(page.markdown) if f"`{text}`" in line] or [1]:
                where = page.where(number)
                yield Finding(where=where, expected=f"{rule.kind} that exists", actual=f"`{text}`", fix=fix)


def _mappings(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, Mapping):
        yield node
    for value in node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ():
        yield from _mappings(value)


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from map(str, node)
        for key, value in node.items():
            if not (key in PROSE and isinstance(value, str)):
                yield from _words(value)
    elif isinstance(node, list):
        for value in node:
            yield from _words(value)
    else:
        yield node if isinstance(node, str) else json.dumps(node, default=str)
