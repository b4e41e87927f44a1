"""The ledger of copies: each says what its page says, in the same order. The HTML is the measure.

That holds for all but what a copy can't have by its kind. An index of the search has no addresses, no alternative
texts, no kinds of admonitions, labels apart from their blocks, and the texts of diagrams only if the page lets it: its
other letters and its blocks are compared. Paper shows pictures instead of their texts, and no addresses:
`asrun.copies.lines.printed` names what is compared.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, zip_longest
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from asrun.copies.lines import lines_of, lines_of_markdown
from asrun.copies.write import FIRST, INDEX, LAST, WHOLE
from asrun.finding import Finding, quote
from asrun.pages.blocks import PERMALINK, letters, title_of
from asrun.pages.site import Entry, Page, Site
from asrun.text import glimpse

INDEXES = {"search/search_index.json": "docs", "search.json": "items"}
"""The index of each builder, and its member with the sections of pages."""
ANYTHING = "anything"


class Line(NamedTuple):
    """What a copy must say at one place, which may be ANYTHING; the page says it below a heading."""

    page: Page
    heading: str
    text: str


class Original(NamedTuple):
    """A page, the path of its copy, the site's address, the page's own, its description, and its alternate."""

    page: Page
    file: str
    root: str
    address: str
    description: str
    alternate: str

    def lines(self) -> Iterator[Line]:
        """What its copy must say."""
        title, *rest = lines_of(self.page, self.address)
        about = [f"> {self.description}"] if self.description else []
        links = (f"[{each}]({each})" for each in (self.address, self.root + INDEX))
        heading = ""
        for text in (title, *about, ANYTHING, *links, *rest):
            heading = text if text.startswith("#") else heading
            yield Line(self.page, heading, text)


def check_copies(site: Site) -> Iterator[Finding]:
    """Compares the copies of each page, and what lists them, with the page."""
    entries = {entry.page: entry for entry in site.navigation}
    named = dict.fromkeys([*entries, *(page.name for page in site.pages)])
    originals = [_original(site, site.page(name)) for name in named]
    whole = []
    for each in originals:
        if each.alternate != each.root + each.file:
            yield _finding(Line(each.page, "", f"a link to {each.root}{each.file} in the head"), "", each.alternate)
        copy = glimpse(site.output / each.file)
        yield from _compared(each.file, each.lines(), lines_of_markdown(copy))
        whole += [Line(each.page, "", text) for text in (*copy.splitlines(), "")]
    yield from _compared(WHOLE, whole, [*glimpse(site.output / WHOLE).splitlines(), ""])
    listed = (
        text for text in lines_of_markdown(glimpse(site.output / INDEX)) if text not in (f"## {FIRST}", f"## {LAST}")
    )
    yield from _compared(INDEX, _listed(site.title, entries, originals), listed)
    if index := next((file for file in INDEXES if (site.output / file).is_file()), None):
        sections = json.loads(glimpse(site.output / index))[INDEXES[index]]
        for each in originals:
            yield from _indexed(
                each.page, [its for its in sections if its["location"].partition("#")[0] == each.page.url], index
            )


def _original(site: Site, page: Page) -> Original:
    head = BeautifulSoup(page.html.partition("</head>")[0], "lxml")
    address, description, alternate = (
        "".join(str(each[attribute]) for each in head.select(selector)[:1])
        for selector, attribute in (
            ("link[rel=canonical]", "href"),
            ("meta[name=description]", "content"),
            ("link[rel=alternate][type='text/markdown']", "href"),
        )
    )
    file = site.file(page).relative_to(site.output).with_suffix(".md").as_posix()
    return Original(page, file, address.removesuffix(page.url), address, description, alternate)


def _compared(file: str, expected: Iterable[Line], actual: Iterable[str]) -> Iterator[Finding]:
    """The first difference between a copy and what it must say."""
    line = None
    for wanted, text in zip_longest(expected, actual):
        line = wanted or (line and line._replace(text=""))
        if line and line.text not in (ANYTHING, text):
            yield _finding(line, file, text or "")
            return


def _listed(title: str, entries: Mapping[str, Entry], originals: Sequence[Original]) -> Iterator[Line]:
    """What llms.txt must say: the site's name, the sections of the navigation, and each page with its description."""
    home, whole, before = originals[0], originals[0].root + WHOLE, ""
    for text in (f"# {title or title_of(home.page)}", f"> {home.description}", ANYTHING, f"[{whole}]({whole})"):
        if text != "> ":
            yield Line(home.page, "", text)
    for each in originals:
        name, section = entries[each.page.name][::2] if each.page.name in entries else (title_of(each.page), "")
        texts = [f"## {section}"] * (section not in ("", before))
        about = f": {each.description}" if each.description else ""
        for text in (*texts, f"- {name}{about}", f"[{name}]({each.root}{each.file})"):
            yield Line(each.page, "", text)
        before = section


def _indexed(page: Page, sections: Sequence[dict[str, str]], file: str) -> Iterator[Finding]:
    """An index has the letters of a page, in order, and its blocks as they are, unless the page is to be left out."""
    texts = [BeautifulSoup(f"<h1>{each['title']}</h1>{each['text']}", "lxml") for each in sections]
    blocks = (block.get_text().removesuffix("\n") for text in texts for block in text.find_all("pre"))
    left_out = page.article.select("[data-search-exclude], svg")
    shown = [block for block in page.article.find_all("pre") if not block.find_parent(left_out.__contains__)]
    expected = [_letters([page.article]), *map(page.theme.text, shown)]
    found = _letters(texts)
    for left in (_letters([each]) for each in left_out):
        expected[0], found = expected[0].replace(left, "", 1), found.replace(left, "", 1)
    if texts and not expected[0].startswith(name := _letters(texts[0].find_all("h1"))):
        found = found.removeprefix(name)  # what the navigation calls a page whose heading is not its first element
    if (page.front_matter.get("search") or {}).get("exclude"):
        expected = [""]
    for wanted, text in zip_longest(expected, [found, *blocks], fillvalue=""):
        if wanted != text:
            start = max(0, next(at for at in count() if wanted[:at] != text[:at]) - 20)
            yield _finding(Line(page, "", wanted[start : start + 60]), file, text[start : start + 60])
            return


def _letters(elements: Iterable[Tag]) -> str:
    """The text of elements without its spaces, which an index has elsewhere."""
    return re.sub(rf"\s|{PERMALINK}", "", "".join(each.get_text() for each in elements))


def _finding(line: Line, file: str, actual: str) -> Finding:
    named = ((number, text.partition("{")[0]) for number, text in enumerate(line.page.markdown.splitlines(), 1))
    here = (number for number, text in named if text.startswith("#") and letters(text) == letters(line.heading))
    expected, found = (quote(text) if text else "nothing more" for text in (line.text, actual))
    where, fix = line.page.where(next(here, 1)), "correct what writes it, or build the site with asrun build"
    return Finding(where=where, file=file, expected=expected, actual=found, fix=fix)
