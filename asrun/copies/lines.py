"""What a page says, and what a copy of it says, in lines that can be compared.

A heading is `## Text`, an item of a list `- text` or `2. text`, a row of a table `| cell | cell |`, and what is in a
quotation or an admonition `> text`. A label, a title, and the kind of an admonition are in bold; a block is its
language and its text. What is bold, emphasized, or struck has Markdown's marks. Links and pictures are below the line
that has them. What writes the copies shares none of this.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Comment, Tag
from markdown_it import MarkdownIt

from asrun.pages.blocks import HEADINGS, PERMALINK
from asrun.pages.site import Page
from asrun.pages.theme import PLAIN, Theme

_INLINE = {
    *("a", "abbr", "b", "br", "code", "del", "em", "i", "img", "kbd"),
    *("mark", "q", "s", "small", "span", "strong", "sub", "sup"),
}
_MARKS = {"code": "`", "strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_LITERAL = re.compile(r"[\\*`~]|(?<!\w)_|_(?!\w)")
_START = re.compile(r"^\d*[.)#>+-](?= |$)")
"""What looks like marks here, but is a part of the text."""
_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_PARSER.add_render_rule("list_item_open", lambda _, tokens, index, *__: f'<li value="{tokens[index].info}">')


def lines_of(page: Page, address: str) -> list[str]:
    """What a page says that has an absolute address."""
    return list(_Reader(page.article, page.theme, address).lines())


def lines_of_markdown(text: str) -> list[str]:
    """What a copy says."""
    return list(_Reader(BeautifulSoup(_PARSER.render(text), "lxml"), PLAIN, "").lines())


class _Reader:
    def __init__(self, article: Tag, theme: Theme, address: str) -> None:
        self._article, self._theme, self._address = article, theme, address
        marks = {part: getattr(theme, part) for part in ("tabs", "title", "aside", "aside_title")}
        self._its = {part: {id(each) for each in article.select(css)} if css else set() for part, css in marks.items()}
        self._labels: tuple[str, ...] = ()
        self._quote = self._marker = ""

    def lines(self) -> Iterator[str]:
        return self._walk(self._article)

    def _line(self, text: str) -> Iterator[str]:
        if text:
            yield f"{self._quote}{self._marker}{text}"
            self._marker = ""

    def _walk(self, element: Tag) -> Iterator[str]:
        for child in element.find_all(True, recursive=False):
            yield from self._element(child)

    def _element(self, element: Tag) -> Iterator[str]:
        name = element.name
        if id(element) in self._its["tabs"]:
            yield from self._tabs(element)
        elif id(element) in self._its["aside"] or name == "blockquote":
            self._quote += "> "
            yield from self._walk(element)
            self._quote = self._quote[:-2]
        elif id(element) in self._its["aside_title"]:
            kind, title = self._theme.kind(_classes(element.parent)), _text(element)
            yield from self._line(f"**{title if title.lower() == kind else f'{kind.capitalize()}: {title}'}**")
        elif name == "pre":
            yield from self._block(element)
        elif name == "tr":
            yield f"| {' | '.join(map(_text, element.find_all(['th', 'td'])))} |"
            yield from self._walk(element)
        elif name == "svg":
            texts = [_text(text) for text in element.find_all(["title", "desc"])]
            yield from self._line(f"Figure: {': '.join(texts)}" if texts else "")
        elif name == "img":
            yield f"![{element.get('alt', '')}]({urljoin(self._address, str(element.get('src')))})"
        elif name not in ("label", "script", "style"):
            yield from self._text(element)

    def _text(self, element: Tag) -> Iterator[str]:
        """The line that an element's own text makes, what is in that, and what is in the element beside it."""
        name = element.name
        if name == "li":
            before = len(element.find_previous_siblings("li"))
            start = int(str(element.parent.get("start", "1"))) if element.parent else 1
            number = element.get("value") or start + before
            marker = f"{number}. " if element.parent and element.parent.name == "ol" else "- "
            self._marker = "  " * (len(element.find_parents("li"))) + marker
        if name == "a" and element.get("href") and re.search(r"\w", text := _text(element)):
            yield f"[{text}]({urljoin(self._address, str(element['href']))})"
        elif name in HEADINGS:
            yield f"{self._quote}{'#' * int(name[1])} {_text(element)}"
        elif name not in {*_INLINE, "th", "td"}:
            own = [each for each in element.children if not isinstance(each, Comment) and self._is_own(each)]
            text = " ".join("".join(map(_raw, own)).split())
            yield from self._line(f"**{text}**" if text and name == "dt" else _START.sub(r"\\\g<0>", text))
        yield from self._walk(element)

    def _is_own(self, node: object) -> bool:
        return not isinstance(node, Tag) or (node.name in _INLINE and id(node) not in self._its["title"])

    def _tabs(self, tabs: Tag) -> Iterator[str]:
        theme = self._theme
        for label, panel in zip(theme.labels(tabs), theme.panels(tabs), strict=True):
            self._labels = (*self._labels, label)
            within = list(self._walk(panel))
            caption = f"**{' / '.join(self._labels)}"
            if not (within and within[0].strip("> ").startswith(caption)):
                yield from self._line(f"{caption}**")
            yield from within
            self._labels = self._labels[:-1]

    def _block(self, pre: Tag) -> Iterator[str]:
        before = pre.find_previous(lambda each: each.name == "pre" or id(each) in self._its["title"])
        title = _text(before) if before and before.name != "pre" else ""
        if caption := ": ".join(filter(None, (" / ".join(self._labels), title))):
            yield from self._line(f"**{caption}**")
        around = [*pre.find_all("code"), pre, *islice(pre.parents, 2)]
        found = re.search(r"\blanguage-([\w+#.-]+)", " ".join(map(_classes, around)))
        yield f"{self._quote}```{found[1] if found else pre.get('data-language', '')}\n{self._theme.text(pre)}\n```"


def _classes(element: Tag | None) -> str:
    return " ".join(element.get_attribute_list("class")) if element and element.get("class") else ""


def _text(element: Tag, *, marked: bool = True) -> str:
    return " ".join(re.sub(PERMALINK, "", _raw(element, marked=marked)).split())


def _raw(node: object, *, marked: bool = True) -> str:
    """The text of a node, with marks around what is code, bold, emphasized, or struck."""
    if not isinstance(node, Tag):
        return _LITERAL.sub(r"\\\g<0>", str(node)) if marked else str(node)
    text = "".join(_raw(each, marked=marked) for each in node.children)
    mark = _MARKS.get(node.name, "") if marked else ""
    return " " if node.name == "br" else re.sub(r"(?s)\S(.*\S)?", rf"{mark}\g<0>{mark}", text, count=1)


def printable(theme: Theme) -> str:
    """The CSS selector of what is compared on paper."""
    parts = (*HEADINGS, theme.label, theme.title, theme.aside_title, "pre > code", "tr")
    return ", ".join(f"{theme.article} {part}" for each in parts for part in each.split(", "))


def printed(page: Page) -> list[str]:
    """What a page must show on paper from top to bottom: headings, labels, titles, blocks, and rows of tables."""
    theme = page.theme
    panels = theme.labeled(page.article)
    found = []
    for element in page.article.select(printable(theme).replace(theme.label, theme.panel)):
        if element.name == "code":
            found.append(theme.text(element))
        elif id(element) in panels:
            found.append(panels[id(element)][1])
        else:
            found.append(_text(element, marked=False))
    return found
