"""Lists: the steps of each ordered one are those that a test performs, and numbers count what is beside them.

A test says it in a mark, `@pytest.mark.steps("guides/a.md#rotate", "Create", "Delete")`, for the list of that section;
[steps] in asrun.toml has the lists that no API is in. Each item begins with the words of its step.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from bs4 import Tag

from asrun.claims.lexicon import NUMBERS
from asrun.claims.register import marks
from asrun.finding import Finding, quote
from asrun.pages.blocks import HEADINGS, heading_above, plain, text_of, where
from asrun.pages.places import has
from asrun.pages.site import Page, Site
from asrun.pages.words import stems
from asrun.settings import FILE, project_settings
from asrun.text import glimpse, line_of

MARK = "steps"
LEADING = 3
"""How many words of an item a finding quotes."""


class Binding(NamedTuple):
    """Steps of the list at a place, and `where` they are bound, as `file:line`."""

    where: str
    place: str
    steps: tuple[str, ...]


class Steps(NamedTuple):
    """An ordered list of a page, and its items."""

    page: Page
    place: str
    items: tuple[Tag, ...]

    def finding(self, index: int, expected: str, actual: str, fix: str) -> Finding:
        """A finding at an item of the list, from 0; at the last one where there are fewer."""
        at = where(self.page, self.items[min(index, len(self.items) - 1)])
        return Finding(where=at, expected=expected, actual=actual, fix=fix)


def check_steps(site: Site) -> Iterator[Finding]:
    """Compares the lists with what they are bound to, both ways."""
    left = list(bindings(site.project))
    for steps in (steps for page in site.pages for steps in lists(page)):
        its = [binding for binding in left if binding.place == steps.place]
        bound = next((binding for binding in its if not list(_differences(steps, binding))), its[0] if its else None)
        if bound is None:
            expected, fix = (
                "a test that performs these steps",
                f"mark it (pytest.mark.{MARK}), or add them to [steps] in {FILE}",
            )
            yield steps.finding(0, f"{expected} at {steps.place}", ", ".join(map(_leading, steps.items)), fix)
            continue
        left = [binding for binding in left if binding.place != bound.place or binding.steps != bound.steps]
        yield from _differences(steps, bound)
    for binding in left:
        expected = f"a list at {binding.place} with the steps {', '.join(binding.steps)}"
        yield Finding(where=binding.where, expected=expected, actual="none", fix="bind it to a list that is there")


def bindings(project: Path) -> Iterator[Binding]:
    """What tests perform, and what asrun.toml has."""
    settings = project_settings(project)
    for name, _, texts in (mark for mark in marks(project, settings, MARK) if mark[2]):
        place, *steps = (str(text.value) for text in texts)
        yield Binding(f"{name}:{texts[0].lineno}", place, tuple(steps))
    toml = glimpse(project / FILE)
    for place, steps in settings.get("steps", {}).items():
        yield Binding(f"{FILE}:{line_of(toml, place) or 1}", place, tuple(steps))


def lists(page: Page) -> list[Steps]:
    """The ordered lists of a page, but for those in tables."""
    return [
        Steps(page, f"{page.name}#{heading_above(each)}", tuple(each.find_all("li", recursive=False)))
        for each in page.article.find_all("ol")
        if not each.find_parent("table")
    ]


def _differences(steps: Steps, binding: Binding) -> Iterator[Finding]:
    """The first item that does not begin as its step does: what follows it may only be out of step."""
    fix = f"restore the order of {binding.where}, or perform these steps there"
    for index, (item, step) in enumerate(zip_longest(steps.items, binding.steps)):
        expected = f"step {index + 1} to be {quote(step)}" if step else f"only {', '.join(binding.steps)}"
        if item is None or step is None or not _is(text_of(item), step, binding.steps):
            yield steps.finding(index, expected, quote(_leading(item)) if item else "no such step", fix)
            return


def _is(item: str, step: str, steps: Sequence[str]) -> bool:
    """Whether an item begins as its step does, or has words of it in its first sentence, and more than of any other."""
    first = {*stems(re.split(r"(?<=[.!?:]) ", item, maxsplit=1)[0])}
    has = {each: len(first.intersection(stems(each))) for each in steps}
    mine = stems(step)
    begins = stems(item)[: len(mine)] == mine
    return begins or (len(mine) > 1 and has[step] > max((has[each] for each in steps if each != step), default=0))


def _leading(item: Tag) -> str:
    return " ".join(text_of(item).split()[:LEADING])


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
            text = plain(paragraph)
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
        return [plain(row.find_all("td")[column]) for row in element.select("tr:has(td)")]
    return [bold.get_text().rstrip(".:") for item in element.find_all("li") if (bold := item.find("strong"))]


def _value(number: str) -> int:
    return int(NUMBERS.get(number.lower(), number))
