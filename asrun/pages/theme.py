"""How the HTML of a theme marks what the engine reads: a row for each."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag


@dataclass(frozen=True)
class Theme:
    """CSS selectors: of the `article` that is made from a page's source, and of what is in it.

    A set of `tabs` has a `panel` for each tab, and a `label` for each, in the same order. Sets can be nested in panels
    of others. A block has its `title` before it. An `aside` is an admonition, with its `aside_title`. Where the text of
    a block has no line ends, each `line` of it is an element.
    """

    article: str
    tabs: str
    panel: str
    label: str
    title: str
    aside: str
    aside_title: str
    line: str = ""

    def text(self, pre: "Tag") -> str:
        """The text of a block, without its final newline."""
        lines = [line.get_text().removesuffix("\n") for line in pre.select(self.line)] if self.line else []
        return "\n".join(lines) if lines else pre.get_text().removesuffix("\n")

    def panels(self, tabs: "Tag") -> "list[Tag]":
        """The panels of a set, without those of the sets in them."""
        return self._own(tabs, self.panel)

    def labels(self, tabs: "Tag") -> tuple[str, ...]:
        return tuple(label.get_text().strip() for label in self._own(tabs, self.label))

    def labeled(self, article: "Tag") -> "dict[int, tuple[Tag, str]]":
        """The set and the label of each panel in an article, by the panel's `id()`: equal tags may stand in many."""
        sets = ((tabs, self.panels(tabs), self.labels(tabs)) for tabs in article.select(self.tabs))
        return {id(panel): (tabs, label) for tabs, *parts in sets for panel, label in zip(*parts, strict=False)}

    def _own(self, tabs: "Tag", selector: str) -> "list[Tag]":
        inner = {id(part) for each in tabs.select(self.tabs) for part in each.select(selector)}
        return [part for part in tabs.select(selector) if id(part) not in inner]

    def kind(self, classes: str) -> str:
        """The kind of an admonition whose element has these classes, such as `warning`."""
        found = re.search(r"(?:\badmonition[ -]|\baside--|^)(?!admonition|theme|starlight)(\w+)", classes)
        return found[1] if found else ""


MATERIAL = Theme(
    article="article.md-content__inner",
    tabs=".tabbed-set",
    panel=".tabbed-block",
    label=".tabbed-labels > label",
    title=".highlight > .filename",
    aside=".admonition, details",
    aside_title=".admonition-title, summary",
)
PLAIN = Theme(*[""] * 7)
"""HTML without tabs, titles, or admonitions."""
THEMES = {
    "material": MATERIAL,  # and Zensical
    "docusaurus": Theme(
        article="article .markdown",
        tabs=".tabs-container",
        panel="[role=tabpanel]",
        label="[role=tab]",
        title="[class*=codeBlockTitle]",
        aside=".theme-admonition, details",
        aside_title="[class*=admonitionHeading], summary",
        line=".token-line",
    ),
    "starlight": Theme(
        article=".sl-markdown-content",
        tabs="starlight-tabs",
        panel="[role=tabpanel]",
        label="[role=tab]",
        title="figcaption .title",
        aside=".starlight-aside, details",
        aside_title=".starlight-aside__title, summary",
        line=".ec-line",
    ),
}
