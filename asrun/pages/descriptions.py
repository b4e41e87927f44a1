"""What describes a picture names what the picture shows, in its order, and nothing else.

A diagram on a page is an SVG with texts: its title is the heading of its section, and its description has each of its
texts. The alternative text of an image quotes what the image shows.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from bs4 import Tag

from asrun.api import Api
from asrun.finding import Finding, quote
from asrun.pages.blocks import HEADINGS
from asrun.pages.site import Page, Site

_VALUE = re.compile(r"\d|_|^[A-Z]{2,}$|.[/.].")
"""What is in a word that's no English: a status, a code, a path."""
_QUOTED = re.compile(r'"([^"]+)"')


def vocabulary(api: Api) -> set[str]:
    """The words that no description may get wrong: the values that the contract lists, and the names of the keys."""
    return {word.casefold() for word in (*api.contract.constants, *api.keys)}


def check_diagrams(site: Site, words: Collection[str]) -> Iterator[Finding]:
    """Compares the title and the description of each diagram; `words` are what `vocabulary` gives."""
    for page in site.pages:
        for diagram in page.article.select("svg:has(text)"):
            yield from _check_diagram(page, diagram, words)


def _check_diagram(page: Page, diagram: Tag, words: Collection[str]) -> Iterator[Finding]:
    labels = [text.get_text().strip() for text in diagram.select("text")]
    title, description = (diagram.select_one(name) for name in ("title", "desc"))
    if title is None or description is None:
        fix = "write a <title> and a <desc>, and name them in aria-labelledby"
        where = page.where(page.line_of(f">{labels[0]}<"))
        yield Finding(where=where, expected="a title and a description of the diagram", actual="none", fix=fix)
        return
    heading, text = diagram.find_previous(HEADINGS), description.get_text()
    section = heading.find(string=True) if isinstance(heading, Tag) else ""
    where = page.where(page.line_of(f">{title.get_text()}<"))
    if title.get_text() != section:
        expected, fix = f"the title {quote(str(section))}, as its section has", "write it so"
        yield Finding(where=where, expected=expected, actual=quote(title.get_text()), fix=fix)
    where = page.where(page.line_of(f">{text[:40]}"))
    fix = "let the description have each text of the diagram, in the same order, and no other status, code or value"
    if wrong := disagreement(text, "", labels, words):
        yield Finding(where=where, expected=wrong[0], actual=wrong[1], fix=fix)


def disagreement(description: str, shown: str, labels: Sequence[str], words: Collection[str]) -> tuple[str, str] | None:
    """What was expected of a description, and what it has instead, where that differs.

    It names all `labels`, in order. What it has in quotes is in `shown`, in order, and so is any other value, and each
    of the `words`.
    """
    longest_first = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
    named = re.compile(rf"(?<!\w)(?:{longest_first or '(?!)'})(?!\w)", re.IGNORECASE)
    for label, found in zip_longest(labels, named.findall(description), fillvalue=""):
        if label.casefold() != found.casefold():
            expected = f"{quote(label)} next in the description" if label else "no more in the description"
            return expected, quote(found) if found else "none"
    end = 0
    for quoted, number in Counter(quotes := _QUOTED.findall(description)).items():
        if number > 1:
            return "each quote of the picture once", quote(quoted)
    for quoted in quotes:
        start = shown.find(quoted, end)
        if start < 0:
            return "a quote of what the picture shows, in the same order", quote(quoted)
        end = max(end, start)
    for word in re.findall(r"[\w/](?:[\w./-]*\w)?", _QUOTED.sub(" ", named.sub(" ", description))):
        if (_VALUE.search(word) or word.casefold() in words) and word.casefold() not in shown.casefold():
            return "only values that the picture shows", quote(word)
    return None
