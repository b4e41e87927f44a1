"""Steps: each ordered list is bound, in its order, to a test that performs it.

A test says it in a mark, `@pytest.mark.steps("guides/a.md#rotate", "Create", "Delete")`, for the list of that section;
[steps] in asrun.toml has the lists that no API is in. Each item begins with the words of its step.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from bs4 import Tag

from asrun.claims.register import marks
from asrun.finding import Finding, quote
from asrun.pages.blocks import heading_above, text_of, where
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
        if item is None or step is None or not _is(text_of(item), stems(step)):
            yield steps.finding(index, expected, quote(_leading(item)) if item else "no such step", fix)
            return


def _is(item: str, step: list[str]) -> bool:
    """Whether an item begins with the words of its step, or, if they are many, has them in its first sentence."""
    first = stems(re.split(r"(?<=[.!?:]) ", item, maxsplit=1)[0])
    return stems(item)[: len(step)] == step or (len(step) >= LEADING and {*step} <= {*first})


def _leading(item: Tag) -> str:
    return " ".join(text_of(item).split()[:LEADING])
