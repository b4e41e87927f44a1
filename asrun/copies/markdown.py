"""Markdown from the HTML of a page, which loses nothing that a reader is told: labels, warnings, descriptions.

Labels and titles are bold lines above what they name, and an admonition is a quotation that begins with its kind and
title in bold. Such words last when an agent cuts the text into pieces, or makes plain text of it; `[!WARNING]` takes no
title, and is GitHub's alone. A label doesn't indent its code, which is thus copied byte for byte.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urljoin

from lxml.cssselect import CSSSelector
from lxml.etree import _Element as Element
from lxml.etree import strip_tags

from asrun.pages.theme import Theme

BLOCKS = frozenset(
    {
        *("article", "aside", "blockquote", "details", "div", "figure", "figcaption", "header", "main", "section"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "hr", "svg", "table", "starlight-tabs", "summary"),
        *("ul", "ol", "li", "dl", "dt", "dd"),
    }
)
IGNORED = frozenset(["button", "input", "script", "style", "template"])
MARKS = {"b": "**", "strong": "**", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_MARKUP = re.compile(r"[\\`*\[\]]|(?<!\w)_|_(?!\w)|<(?=[\w/!?])|&(?=#?\w+;)|~(?=~)")
_SPACES = re.compile(r"[ \t\r\n]+")
_START = re.compile(r"^(\d{0,9})([.)+-](?= |$)|#+(?= |$)|>|[=-]+$)")
"""Where a paragraph would start as a list, a heading, or a quotation does."""


class Converter:
    """Converts pages of a site that has a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        parts = ("article", "tabs", "panel", "label", "title", "aside", "aside_title", "line")
        self.find = {part: CSSSelector(css) for part in parts if (css := getattr(theme, part))}

    def blocks(self, document: Element, address: str) -> list[str]:
        """The blocks of Markdown that say what the article of a page says, whose address is absolute.

        Raises LookupError where the theme marks no article.
        """
        if not (found := self.find["article"](document)):
            raise LookupError(self.theme.article)
        return list(_Article(self, found[0], address).blocks(found[0]))


class _Article:
    def __init__(self, converter: Converter, article: Element, address: str) -> None:
        self._theme, self._find, self._address = converter.theme, converter.find, address
        for pre in [] if "line" in self._find else article.iter("pre"):
            strip_tags(pre, "span")  # the colors of code, by the thousand
        self._tab_sets, self._asides, self._titles, self._aside_titles = (
            set(self._find[part](article)) for part in ("tabs", "aside", "title", "aside_title")
        )
        self._title_of = {pre: title for title in self._titles for pre in title.xpath("following::pre[1]")}

    def blocks(self, element: Element, labels: Sequence[str] = ()) -> Iterator[str]:
        """The blocks in an element that is in the tabs with these labels, outermost first."""
        line = ""
        for node in _nodes(element):
            if isinstance(node, str) or node.tag not in BLOCKS:
                line += self._inline(node)
                continue
            yield from _paragraph(line)
            line = ""
            yield from self._block(node, labels)
        yield from _paragraph(line)

    def _block(self, element: Element, labels: Sequence[str]) -> Iterator[str]:
        tag = element.tag
        if element in self._tab_sets:
            yield from self._tabs(element, labels)
        elif element in self._asides or tag in ("blockquote", "details"):
            yield _indented("> ", "\n\n".join(self._quotation(element, labels)), "> ")
        elif re.fullmatch("h[1-6]", tag):
            yield f"{'#' * int(tag[1])} {self._line(element)}"
        elif tag == "pre":
            yield from self._code(element, labels)
        elif tag in ("ul", "ol"):
            yield self._list(element, labels)
        elif tag == "table":
            yield self._table(element)
        elif tag == "hr":
            yield "---"
        elif tag == "svg":
            texts = [text for name in ("title", "desc") if (text := element.findtext(f".//{name}"))]
            yield from _paragraph(_escaped(f"Figure: {': '.join(texts)}") if texts else "")
        elif tag == "dt":
            yield f"**{self._line(element)}**"
        else:
            yield from self.blocks(element, labels)

    def _quotation(self, element: Element, labels: Sequence[str]) -> Iterator[str]:
        title = next((each for each in element.iter() if each in self._aside_titles), None)
        if title is not None:
            kind, words = self._theme.kind(element.get("class", "")), self._line(title)
            yield f"**{words if words.lower() in (kind, '') else f'{kind.capitalize()}: {words}'}**"
            title.clear(keep_tail=True)
        yield from self.blocks(element, labels)

    def _tabs(self, element: Element, labels: Sequence[str]) -> Iterator[str]:
        inner = {part for each in self._find["tabs"](element) if each is not element for part in each.iter()}
        names, panels = (
            [each for each in self._find[part](element) if each not in inner] for part in ("label", "panel")
        )
        for name, panel in zip(names, panels, strict=True):
            path = [*labels, self._line(name)]
            blocks, caption = list(self.blocks(panel, path)), " / ".join(path)
            if not (blocks and blocks[0].startswith(f"**{caption}")):
                yield f"**{caption}**"
            yield from blocks

    def _code(self, pre: Element, labels: Sequence[str]) -> Iterator[str]:
        lines = self._find["line"](pre) if "line" in self._find else []
        text = "\n".join("".join(each.itertext()).removesuffix("\n") for each in lines or [pre])
        around = [*pre.iterchildren("code"), pre, *islice(pre.iterancestors(), 2)]
        marked = (re.search(r"\blanguage-([\w+#.-]+)", each.get("class", "")) for each in around)
        language = next((each[1] for each in marked if each), pre.get("data-language", ""))
        title = self._title_of.get(pre)
        names = [" / ".join(labels), "" if title is None else self._line(title)]
        if any(names):
            yield f"**{': '.join(filter(None, names))}**"
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", f"{text}``")))
        yield f"{fence}{language}\n{text}\n{fence}"

    def _list(self, element: Element, labels: Sequence[str]) -> str:
        items = [list(self.blocks(item, labels)) for item in element if item.tag == "li"]
        is_tight = all(re.match(r"- |\d+\. ", each) for item in items for each in item[1:])
        between = "\n" if is_tight else "\n\n"
        first = int(element.get("start", 1))
        markers = [f"{first + index}. " if element.tag == "ol" else "- " for index in range(len(items))]
        return between.join(
            _indented(marker, between.join(item), " " * len(marker))
            for marker, item in zip(markers, items, strict=True)
        )

    def _table(self, element: Element) -> str:
        cells = ([cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr"))
        head, *rest = ([self._line(cell).replace("|", "\\|") for cell in row] for row in cells)
        return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rest])

    def _line(self, element: Element) -> str:
        return "".join(map(self._inline, _nodes(element))).strip()

    def _inline(self, node: Element | str) -> str:
        if isinstance(node, str):
            return _escaped(_SPACES.sub(" ", node))
        tag = node.tag
        if tag in IGNORED or node in self._titles:
            return ""
        if tag == "code":
            return _code_span("".join(node.itertext()))
        if tag == "img":
            return f"![{_escaped(node.get('alt', ''))}]({self._resolved(node.get('src', ''))})"
        inner = "".join(map(self._inline, _nodes(node)))
        if tag == "a" and node.get("href"):  # without a word, it's an icon, or what a heading has to itself
            inner = f"[{inner.strip()}]({self._resolved(node.get('href'))})" if re.search(r"\w", inner) else ""
        elif tag in MARKS and (words := inner.strip()):
            inner = inner.replace(words, f"{MARKS[tag]}{words}{MARKS[tag]}")
        return "<br>" if tag == "br" else f" {inner} " if tag in BLOCKS else inner

    def _resolved(self, address: str) -> str:
        resolved = urljoin(self._address, address)
        return f"<{resolved}>" if re.search(r"[\s()]", resolved) else resolved


def _nodes(element: Element) -> Iterator[Element | str]:
    """The texts and the elements in an element."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):  # no comment
            yield child
        if child.tail:
            yield child.tail


def _paragraph(line: str) -> Iterator[str]:
    if text := line.strip():
        yield _START.sub(lambda start: f"{start[1]}\\{start[2]}", text)


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda mark: f"\\{mark[0]}", text)


def _code_span(text: str) -> str:
    mark = "`" * max((len(run) + 1 for run in re.findall("`+", text)), default=1)
    space = " " if "`" in (text[:1], text[-1:]) else ""
    return f"{mark}{space}{text}{space}{mark}"


def _indented(marker: str, text: str, indent: str) -> str:
    """A text whose first line has a marker, and whose others are indented."""
    return marker + re.sub(r"\n(.*)", lambda line: "\n" + f"{indent}{line[1]}".rstrip(), text)
