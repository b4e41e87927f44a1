"""Inline code: what looks like a part of the API must be in the contract, and all the rest must be known, too."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from asrun.examples.example import Example
from asrun.examples.recording import phrase
from asrun.finding import Finding, quote
from asrun.pages.fences import prose
from asrun.pages.site import Page, Site
from asrun.pages.vocabulary import METHODS, Vocabulary
from asrun.text import glimpse
from mock_api.sandbox import SANDBOX_KEYS

TABLE = "tests/terms.py"


@dataclass(frozen=True)
class Known:
    """All that inline code may name: the contract, the examples and their texts, the project's files, the terms.

    `terms` are names from elsewhere, by where they come from.
    """

    project: Path
    contract: Vocabulary
    examples: Sequence[Example]
    terms: Mapping[str, Sequence[str]]

    @cached_property
    def variables(self) -> frozenset[str]:
        """The environment variables and placeholders of the examples."""
        return frozenset(name for each in self.examples for name in (*each.environment, *each.placeholders))

    @cached_property
    def files(self) -> frozenset[str]:
        """The project's files by name, files and folders by path, and the targets of its Makefile."""
        folders = ("docs", "snippets", "asrun", "mock_api", "tests")
        paths = [*self.project.glob("*"), *(path for folder in folders for path in (self.project / folder).rglob("*"))]
        targets = re.findall(r"^([a-z-]+):", glimpse(self.project / "Makefile"), re.MULTILINE)
        return frozenset(
            {path.name for path in paths if path.is_file()}
            | {path.relative_to(self.project).as_posix() for path in paths}
            | {f"make {target}" for target in targets}
        )

    @cached_property
    def listed(self) -> frozenset[str]:
        return frozenset(term for terms in self.terms.values() for term in terms)

    @cached_property
    def text(self) -> str:
        """What the examples and the shell forms say: programs, recordings and settings."""
        return "\n".join(glimpse(path) for path in sorted((self.project / "snippets").rglob("*.*")))

    def says(self, text: str) -> bool:
        """Whether the examples say it, as whole words."""
        return re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", self.text) is not None


@dataclass(frozen=True)
class Rule:
    """What a text is taken for if the whole of it matches, and whether it is known."""

    kind: str
    pattern: re.Pattern[str]
    known: Callable[[Known, str], bool]


def _code(known: Known, text: str) -> bool:
    return text in {code for _, code in known.contract.errors} or text in known.variables or text in known.listed


def _status(known: Known, text: str) -> bool:
    status, _, name = text.partition(" ")
    return status in known.contract.statuses and name in ("", phrase(int(status)))


def _path(known: Known, text: str) -> bool:
    method, _, path = text.rpartition(" ")
    return any(
        method in ("", its)
        and re.fullmatch(re.sub(r"\\{\w+\\}", r"[\\w{}]+", re.escape(template)), path.partition("?")[0])
        for its, template, _ in known.contract.operations
    )


def _field_line(known: Known, text: str) -> bool:
    return text.partition(":")[0] in known.contract.fields and (
        known.says(text) or text.partition(": ")[2] in known.contract.words
    )


def _start(known: Known, text: str) -> bool:
    return any(re.search(rf"(?<!\w){text}", word) for word in known.contract.words)


def _member(known: Known, text: str) -> bool:
    try:
        members = json.loads(f"{{{text}}}")
    except ValueError:
        return False
    return set(members) <= known.contract.words


def _package(known: Known, text: str) -> bool:
    return known.says(f"import {text.removeprefix('pip install ')}")


def _field_within(known: Known, text: str) -> bool:
    return set(text.split(".")) <= known.contract.words or _word(known, text)


def _word(known: Known, text: str) -> bool:
    contract = known.contract
    return (
        text in contract.words
        or text in contract.fields
        or text in known.listed
        or text.rstrip("/") in known.files
        or known.says(text)
    )


RULES = (
    Rule("an error code or a variable", re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+"), _code),
    Rule("a status", re.compile(r"[1-5]\d\d( [A-Z][A-Za-z -]+)?"), _status),
    Rule("a path", re.compile(rf"(({'|'.join(METHODS).upper()}) )?/v\d+/\S*"), _path),
    Rule(
        "a header field",
        re.compile(r"[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)+"),
        lambda known, text: text in known.contract.fields,
    ),
    Rule("a header field with its value", re.compile(r"[A-Z][A-Za-z-]*: .+"), _field_line),
    Rule("a member of an object of the contract", re.compile(r'"\w+": .+'), _member),
    Rule("a package that a program imports", re.compile(r"pip install \w+"), _package),
    Rule("the start of a key or an id", re.compile(r"[a-z]+_([a-z]+_)?"), _start),
    Rule("a field within an object", re.compile(r"[a-z_]+(\.[a-z_]+)+"), _field_within),
    Rule("a key of the sandbox", re.compile(r"ak_test_\w{36}"), lambda _, text: text in SANDBOX_KEYS.values()),
    Rule("a word of the contract, of an example, or of the terms", re.compile(r".+", re.DOTALL), _word),
)


def check_inline(site: Site, known: Known) -> list[Finding]:
    """Looks up the inline code of every page, and the use of every term."""
    used = {text for page in site.pages for text in inline(page)}
    unused = sorted(known.listed - used)
    return [
        *(finding for page in site.pages for finding in _page(page, known)),
        *(
            Finding(file=TABLE, expected=f"a page that uses {quote(term)}", actual="none", fix="remove the term")
            for term in unused
        ),
    ]


def inline(page: Page) -> list[str]:
    """The texts of a page's inline code, each once, in order."""
    return list(dict.fromkeys(code.get_text() for code in page.article.select("code") if not code.find_parent("pre")))


def _page(page: Page, known: Known) -> Iterator[Finding]:
    for text in inline(page):
        rule = next(rule for rule in RULES if rule.pattern.fullmatch(text))
        if not rule.known(known, text):
            lines = [number for number, line in prose(page.markdown) if f"`{text}`" in line] or [page.line_of(text)]
            for number in lines:
                mend = f"correct its spelling, or the contract; a name from elsewhere stands in {TABLE}"
                yield Finding(
                    where=page.where(number), expected=f"{rule.kind} that exists", actual=f"`{text}`", fix=mend
                )
