"""The code blocks of a built page, each with its place in the Markdown."""

import re
from dataclasses import dataclass
from functools import cache

from bs4 import Tag

from asrun.finding import Finding
from asrun.pages.markdown import Fence, fences, prose
from asrun.pages.site import Page, Site
from asrun.settings import SNIPPETS
from asrun.text import glimpse

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
PERMALINK = "[¶\u200b]"
"""The text of the link that a heading has to itself."""
_MARKUP = re.compile(r"\]\([^)]*\)|^\s*(?:\d+\.|[-*])\s|\{[^}]*\}")


@dataclass(frozen=True)
class Block:
    """A `<pre>` of a built page.

    `text` is what the copy button gives; `tabs` are the labels of the tabs around it, outermost first; `heading` is the
    id of the heading above it; `fence` is what it was made from, or None where that is no fence.
    """

    page: Page
    text: str
    tabs: tuple[str, ...]
    heading: str
    fence: Fence | None

    @property
    def where(self) -> str:
        """The line of the block's first line: `docs/a.md:7`."""
        line = self.fence.line + 1 if self.fence else self.page.line_of(self.text.split("\n")[0].strip())
        return self.page.where(line)

    def finding(self, expected: str, actual: str, fix: str, file: str = "") -> Finding:
        """A finding at the block; `file` is what it shows."""
        tab = " / ".join(self.tabs)
        return Finding(where=self.where, tab=tab, file=file, expected=expected, actual=actual, fix=fix)


@dataclass(frozen=True)
class TabSet:
    """A set of tabs: its labels in order, and the blocks in it, but for those of a set within it."""

    labels: tuple[str, ...]
    blocks: tuple[Block, ...]


@cache
def blocks(site: Site, page: Page) -> tuple[Block, ...]:
    """Lists the blocks of a page in order. The n-th block comes from the n-th fence; a surplus block from none."""
    found: list[Block] = []
    waiting = fences(page.markdown)
    elements = page.article.find_all("pre")
    panels = site.theme.labeled(page.article)
    for index, pre in enumerate(elements):
        text = site.theme.text(pre)
        surplus = len(elements) - index > len(waiting) and (not waiting or text != source_text(site, waiting[0]))
        tabs = tuple(panels[id(each)][1] for each in pre.parents if id(each) in panels)[::-1]
        found.append(Block(page, text, tabs, heading_above(pre), None if surplus else waiting.pop(0)))
    return tuple(found)


def tab_sets(site: Site, page: Page) -> list[TabSet]:
    """Lists the sets of tabs of a page in order."""
    theme, panels = site.theme, site.theme.labeled(page.article)
    found: dict[int, list[Block]] = {id(each): [] for each in page.article.select(theme.tabs)}
    for pre, block in zip(page.article.find_all("pre"), blocks(site, page), strict=True):
        if panel := next((each for each in pre.parents if id(each) in panels), None):
            found[id(panels[id(panel)][0])].append(block)
    return [TabSet(theme.labels(each), tuple(found[id(each)])) for each in page.article.select(theme.tabs)]


def source_text(site: Site, fence: Fence) -> str | None:
    """The text that a fence must show, without its final newline; None where it includes a file that is not there."""
    if fence.include is None:
        return fence.text
    path = site.project / SNIPPETS / fence.include
    return glimpse(path).removesuffix("\n") if path.is_file() else None


def heading_above(element: Tag) -> str:
    """The id of the last heading before an element, or an empty text."""
    heading = element.find_previous(HEADINGS)
    return str(heading.get("id", "")) if heading else ""


def plain(element: Tag) -> str:
    """The text of an element in one line."""
    return " ".join(element.get_text().split())


def text_of(element: Tag) -> str:
    """The text of an element in one line, without the mark of a heading's own link."""
    return " ".join(re.sub(PERMALINK, "", element.get_text(" ")).split())


def title_of(page: Page) -> str:
    """The text of a page's first heading of the first rank, or an empty one."""
    heading = page.article.find("h1")
    return text_of(heading) if heading else ""


def letters(text: str) -> str:
    """The letters and digits of a text, in lower case, and nothing between them."""
    return re.sub(r"[\W_]", "", text.lower())


def where(page: Page, element: Tag) -> str:
    """The line of an element's beginning, below its heading: markup, and how the line is numbered, do not count."""
    lines = [(number, letters(_MARKUP.sub("", line)), line) for number, line in prose(page.markdown)]
    heading, start = element.find_previous(HEADINGS), letters(element.get_text())[:24]
    above = letters(heading.get_text()) if heading else ""
    begin = next((number for number, text, line in lines if line.startswith("#") and text == above), 1)
    its = (number for number, text, _ in lines if start and number >= begin and text.startswith(start))
    return page.where(next(its, begin))
