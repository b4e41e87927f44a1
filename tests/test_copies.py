"""What tools take of a page: each tab's code as its file has it, byte for byte, addresses, descriptions and anchors."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from asrun.browser.visit import Visits
from asrun.pages.blocks import source_text
from asrun.pages.markdown import PAGES, fences
from asrun.pages.site import Page, Site
from tests.builders import each_builder

ADDRESS = "https://docs.example.com/"


def files(site: Site, page: Page) -> list[str]:
    return [f"{source_text(site, fence)}\n" for fence in fences(page.markdown)]


def blocks_of(markdown: str) -> list[str]:
    return [token.content for token in MarkdownIt().parse(markdown) if token.type == "fence"]


@pytest.mark.parametrize("page", PAGES)
@each_builder
def test_markdown_copy_and_search_index_have_every_block(page: str, site: Site) -> None:
    source = site.page(page)
    expected = files(site, source)
    assert blocks_of((site.output / source.url / "index.md").read_text("utf-8")) == expected
    assert indexed(site.output).get(source.url, []) == ([] if "\n  exclude: true\n" in source.markdown else expected)


@each_builder
def test_llms_txt_names_every_page_and_llms_full_has_their_blocks(site: Site) -> None:
    text = (site.output / "llms.txt").read_text("utf-8")
    listed = re.findall(rf"^- \[.+?\]\(<?{ADDRESS}(.+?)>?\)", text, re.MULTILINE)
    pages = {f"{page.url}index.md": page for page in site.pages}
    assert sorted(listed) == sorted(pages)
    expected = [text for name in listed for text in files(site, pages[name])]
    assert blocks_of((site.output / "llms-full.txt").read_text("utf-8")) == expected


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
def test_print_shows_every_block_of_every_tab(page: str, site: Site, visits: Visits) -> None:
    source = site.page(page)
    printed = [(text.removesuffix("\n"), cut) for text, cut in visits[source.url].printed]
    assert printed == [(text.removesuffix("\n"), 0) for text in files(site, source)]


@each_builder
def test_every_page_has_a_canonical_address_and_a_description_of_its_own(site: Site) -> None:
    heads = {page.url: BeautifulSoup(page.html, "lxml") for page in site.pages}
    canonical = {url: [link["href"] for link in head.select("link[rel=canonical]")] for url, head in heads.items()}
    assert canonical == {page.url: [ADDRESS + page.url] for page in site.pages}
    texts = [str(text["content"]) for head in heads.values() for text in head.select("meta[name=description]")]
    assert len({*texts}) == len(site.pages)
    assert [text for text in texts if not 40 <= len(text) <= 160] == []


@pytest.mark.parametrize("page", PAGES)
@each_builder
def test_anchors_are_stable(page: str, site: Site) -> None:
    """Every heading and tab has an id, made of words, once on the page: no number that another heading would change."""
    article = site.page(page).article
    marked = article.select("h1, h2, h3, h4, h5, h6, .tabbed-set > input")
    assert [str(each) for each in marked if not each.get("id")] == []
    ids = Counter(str(each["id"]) for each in article.select("[id]"))
    assert [each for each, count in ids.items() if count > 1 or each.startswith("__tabbed_")] == []
