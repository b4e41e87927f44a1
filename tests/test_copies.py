"""Every form of a page that readers and their tools take has each tab's code as its file has it, byte for byte."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from asrun.browser.chrome import opened
from asrun.pages.blocks import source_text
from asrun.pages.fences import fences
from asrun.pages.places import PAGES
from asrun.pages.site import Page, Site

# Of each block: what is printed of it, which is nothing where it is not shown, and how much of it is cut off.
PRINTED = """() => [...document.querySelectorAll("article pre > code")].map((code) => [
  code.checkVisibility({ visibilityProperty: true }) ? code.innerText : "",
  Math.max(code.scrollWidth - code.clientWidth, code.scrollHeight - code.clientHeight),
])"""


@pytest.fixture(params=["MkDocs", "Zensical"])
def copied(request: pytest.FixtureRequest, site: Site, zensical: Site) -> Site:
    """The site of either builder."""
    return site if request.param == "MkDocs" else zensical


@pytest.fixture(scope="module")
def paper(browser: Browser) -> Iterator[Tab]:
    with opened(browser, viewport={"width": 718, "height": 1000}) as tab:  # an A4 page between its margins
        tab.emulate_media(media="print")
        yield tab


def files(site: Site, page: Page) -> list[str]:
    """The texts of a page's blocks, as the files have them."""
    return [f"{source_text(site, fence)}\n" for fence in fences(page.markdown)]


def blocks_of(markdown: str) -> list[str]:
    return [token.content for token in MarkdownIt().parse(markdown) if token.type == "fence"]


@pytest.mark.parametrize("page", PAGES)
def test_markdown_copy_has_every_block(page: str, copied: Site) -> None:
    source = copied.page(page)
    markdown = (copied.output / source.url / "index.md").read_text("utf-8")
    assert blocks_of(markdown) == files(copied, source)


def test_llms_txt_names_every_page(copied: Site) -> None:
    assert sorted(listed(copied)) == sorted(f"{page.url}index.md" for page in copied.pages)


def test_llms_full_has_every_block_of_every_page(copied: Site) -> None:
    pages = {f"{page.url}index.md": page for page in copied.pages}
    expected = [text for name in listed(copied) for text in files(copied, pages[name])]
    assert blocks_of((copied.output / "llms-full.txt").read_text("utf-8")) == expected


def listed(site: Site) -> list[str]:
    """The Markdown copies that llms.txt names, below the site's root."""
    text = (site.output / "llms.txt").read_text("utf-8")
    return re.findall(r"\(<?https://docs\.example\.com/([^)>]*)", text)


@pytest.mark.parametrize("page", PAGES)
def test_search_index_has_every_block(page: str, copied: Site) -> None:
    source = copied.page(page)
    assert indexed(copied.output).get(source.url, []) == files(copied, source)


@cache
def indexed(output: Path) -> Mapping[str, list[str]]:
    """The blocks in the index of either builder, by the address of their page: no white space of theirs is lost."""
    found: dict[str, list[str]] = {}
    if (output / "search.json").exists():
        sections = json.loads((output / "search.json").read_text("utf-8"))["items"]
    else:
        sections = json.loads((output / "search/search_index.json").read_text("utf-8"))["docs"]
    for section in sections:
        blocks = BeautifulSoup(section["text"], "lxml").find_all("pre")
        found.setdefault(section["location"].partition("#")[0], []).extend(block.get_text() for block in blocks)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_print_shows_every_block_of_every_tab(page: str, site: Site, address: str, paper: Tab) -> None:
    paper.goto(address + site.page(page).url)
    printed = paper.evaluate(PRINTED)
    assert [[text.removesuffix("\n"), cut] for text, cut in printed] == [
        [text.removesuffix("\n"), 0] for text in files(site, site.page(page))
    ]
