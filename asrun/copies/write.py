"""The step after the build: it writes a Markdown copy of each page beside it, llms.txt and llms-full.txt, the dates of
the pages into the sitemap, and tags into their heads, and nothing else.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from html import escape
from itertools import groupby

from lxml.etree import HTML

from asrun.copies.dates import change_dates, date_sitemap
from asrun.copies.markdown import Converter
from asrun.finding import Finding
from asrun.pages.site import BuildError, Entry, Page, Site
from asrun.pages.theme import Theme

INDEX, WHOLE = "llms.txt", "llms-full.txt"
FIRST, LAST = "Pages", "Optional"
"""The sections of llms.txt with the pages that are in none: those before the others, and those that agents may skip."""


@dataclass(frozen=True)
class Copy:
    """The Markdown copy of a page: the page's absolute `address`, that of the site's `root`, and its own path there.

    `changed` is the date of the page's last change, as 2026-11-28, empty where nobody knows it.
    """

    page: Page
    address: str
    root: str
    file: str
    title: str
    description: str
    blocks: Sequence[str]
    changed: str

    @cached_property
    def text(self) -> str:
        about = [f"> {self.description}"] if self.description else []
        where = f"The address of this page is <{self.address}>. <{self.root}{INDEX}> lists all pages, in Markdown."
        if self.changed:
            where += f" Last updated: {self.changed}."
        return "\n\n".join([f"# {self.title}", *about, where, *self.blocks]) + "\n"


def tags(copy: Copy) -> Iterator[str]:
    """What the head of a page gets."""
    # With the space, Material doesn't take it for a translation, whose sitemap it would fetch.
    yield f'<link rel="alternate " type="text/markdown" href="{escape(copy.root + copy.file)}">'
    if copy.changed:
        yield f'<meta property="article:modified_time" content="{copy.changed}">'


def write_copies(site: Site) -> None:
    """Writes them into the folder of a site that is built. Raises BuildError where a page does not say its address."""
    site = replace(site)  # the pages of the other one are read when the tags are in their heads
    dates = change_dates(site)
    copies = {page.name: _copy(site, page, dates.get(page.name, "")) for page in site.pages}
    date_sitemap(site.output, {copy.address: copy.changed for copy in copies.values()})
    for copy in copies.values():
        (site.output / copy.file).write_text(copy.text, "utf-8")
        head, end, rest = copy.page.html.partition("</head>")
        new = "".join(tag for tag in tags(copy) if tag not in head)  # a builder may leave a page as it was
        site.file(copy.page).write_text(head + new + end + rest, "utf-8")
    entries = _entries(site, copies)
    (site.output / INDEX).write_text("\n".join(_index(site.title, entries, copies)) + "\n", "utf-8")
    (site.output / WHOLE).write_text("\n".join(copies[entry.page].text for entry in entries), "utf-8")


def _copy(site: Site, page: Page, changed: str) -> Copy:
    address, title, description, blocks = _read(page.html, site.theme)
    file = site.file(page).relative_to(site.output)
    if not address:
        expected, fix = "a canonical address of the page", "set site_url, or what your builder calls it"
        raise BuildError(str(Finding(where=page.where(1), expected=expected, actual="none", fix=fix)))
    path = re.sub(r"(?:(?:^|/)index)?\.html$", "", file.as_posix())
    root = address.rstrip("/").removesuffix(path).rstrip("/") + "/"
    return Copy(page, address, root, file.with_suffix(".md").as_posix(), title, description, blocks, changed)


@lru_cache(maxsize=1000)  # when `make serve` builds again, most pages are as they were
def _read(text: str, theme: Theme) -> tuple[str, str, str, list[str]]:
    """The canonical address of a page, its title, its description, and what is below the title, in Markdown."""
    document = HTML(text)
    address, description = (
        next(iter(document.xpath(path)), "")
        for path in ("head/link[@rel='canonical']/@href", "head/meta[@name='description']/@content")
    )
    first, *rest = _converter(theme).blocks(document, address) or [""]
    if first.startswith("# "):
        return address, first.removeprefix("# "), description, rest
    return address, document.findtext(".//title", ""), description, [first, *rest]


_converter = cache(Converter)


def _entries(site: Site, copies: dict[str, Copy]) -> list[Entry]:
    """The pages as llms.txt lists them: those that are not in the navigation are last."""
    listed = [entry for entry in site.navigation if entry.page in copies]
    missing = copies.keys() - {entry.page for entry in listed}
    return listed + [Entry("", page, "") for page in copies if page in missing]


def _index(name: str, entries: Sequence[Entry], copies: dict[str, Copy]) -> Iterator[str]:
    home = copies[entries[0].page]
    yield f"# {name or home.title}\n"
    if home.description:
        yield f"> {home.description}\n"
    yield f"Each link leads to a page in Markdown. All of them in one file: <{home.root}{WHOLE}>"
    loose = FIRST
    for section, its in groupby(entries, lambda entry: entry.section):
        yield f"\n## {section or loose}\n"
        loose = LAST
        for title, page, _ in its:
            copy = copies[page]
            about = f": {copy.description}" if copy.description else ""
            yield f"- [{title or copy.title}]({copy.root}{copy.file}){about}"
