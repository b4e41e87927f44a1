"""Numbers that count what a page shows beside them: "three things:" over a list has three items below it."""

import re
from collections.abc import Iterator

from bs4 import Tag

from asrun.claims.meaning import NUMBERS
from asrun.finding import Finding, quote
from asrun.pages.blocks import HEADINGS, where
from asrun.pages.names import has
from asrun.pages.site import Page, Site
from asrun.pages.words import stems

MOST = 20
"""The greatest number that is taken to count a list."""
UNITS = (
    r"(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|years?|bytes?|characters?|times?|percent|attempts?"
    r"|(?:kilo|mega|gibi|mebi|kibi)bytes?|tokens?|requests?"
)
_NUMBER = rf"(?P<number>\d+|{'|'.join(word for word in NUMBERS if word.isalpha() and len(word) > 2)})"
_OVER = re.compile(
    rf"\b{_NUMBER}(?: (?!{UNITS}\b)[a-z-]+){{0,3}}?(?: (?!{UNITS}\b)(?P<noun>[a-z-]+s)\b|(?=:$))", re.IGNORECASE
)
"""A number with the noun that it counts, as in `three header fields`, or at the end, as in `these four:`."""
_OTHER = re.compile(rf"\bthe other {_NUMBER}\b", re.IGNORECASE)
_FIRST = re.compile(rf"\bthe (?:first|last) {_NUMBER}\b(?! (?:{UNITS})\b)", re.IGNORECASE)
_LIST = ["ul", "ol", "table"]


def check_counts(site: Site) -> Iterator[Finding]:
    """Counts what the numbers of a paragraph are about: the list or table after it, or that before it."""
    for page in site.pages:
        for paragraph in page.article.find_all("p"):
            text = " ".join(paragraph.get_text().split())
            after, before = _after(paragraph), _before(paragraph)
            if after is not None and text.endswith(":"):
                yield from _over(page, paragraph, text, after)
            if before is not None:
                yield from _besides(page, paragraph, text, before)


def _over(page: Page, paragraph: Tag, text: str, after: Tag) -> Iterator[Finding]:
    numbers = [each for each in _OVER.finditer(text) if 1 < _value(each["number"]) <= MOST]
    if len(numbers) == 1 and _value(numbers[0]["number"]) not in (counts := _counts(after, numbers[0]["noun"])):
        yield _finding(page, paragraph, f"{' or '.join(map(str, sorted(counts)))} of them, as below", numbers[0][0])


def _besides(page: Page, paragraph: Tag, text: str, before: Tag) -> Iterator[Finding]:
    names, whole = _names(before), max(_counts(before))
    for sentence in re.split(r"(?<=[.!?:]) ", text):
        for found in _OTHER.finditer(sentence):
            named = [name for name in names if has(sentence, name)]
            if named and whole - len(named) != _value(found["number"]):
                yield _finding(page, paragraph, f"the other {whole - len(named)} of {whole} above", found[0])
        for found in _FIRST.finditer(sentence):
            if _value(found["number"]) >= whole:
                yield _finding(page, paragraph, f"fewer than the {whole} above", found[0])


def _finding(page: Page, paragraph: Tag, expected: str, actual: str) -> Finding:
    return Finding(
        where=where(page, paragraph),
        expected=expected,
        actual=quote(actual),
        fix="correct the number, or what it counts",
    )


def _after(paragraph: Tag) -> Tag | None:
    """The list or table that a paragraph introduces, which an example may come before."""
    following = [each for each in paragraph.find_next_siblings() if isinstance(each, Tag)][:2]
    if following and following[0].name not in _LIST and (following[0].name == "p" or not following[0].find("pre")):
        return None
    return next((each for each in following if each.name in _LIST), None)


def _before(paragraph: Tag) -> Tag | None:
    """The list or table that a paragraph follows, in the same section."""
    for each in paragraph.find_previous_siblings():
        if each.name in _LIST or each.name in HEADINGS:
            return each if each.name in _LIST else None
    return None


def _counts(element: Tag, noun: str | None = None) -> set[int]:
    """How many items a list has, or a table rows and first cells, or cells in the column that the noun is of."""
    if element.name != "table":
        return {len(element.find_all("li", recursive=False))}
    headers = [stems(each.get_text())[-1:] for each in element.find_all("th")]
    if noun and stems(noun) in headers:
        return {len(set(_names(element, headers.index(stems(noun)))))}
    return {len(element.select("tr:has(td)")), len(set(_names(element)))}


def _names(element: Tag, column: int = 0) -> list[str]:
    """What the items are called: the cell of each row in a column, or the bold beginning of each item."""
    if element.name == "table":
        return [" ".join(row.find_all("td")[column].get_text().split()) for row in element.select("tr:has(td)")]
    return [bold.get_text().rstrip(".:") for item in element.find_all("li") if (bold := item.find("strong"))]


def _value(number: str) -> int:
    return int(NUMBERS.get(number.lower(), number))
