"""What search engines, other tools and old links rely on: descriptions, canonical addresses, anchors, the sitemap."""

import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt

from asrun.pages.fences import fences
from asrun.pages.places import PAGES
from asrun.pages.site import Page, Site

ADDRESS = "https://docs.example.com/"


def element(page: Page, selector: str) -> Tag:
    found = BeautifulSoup(page.html, "lxml").select_one(selector)
    assert found is not None, f"docs/{page.name}: no {selector}"
    return found


@pytest.mark.parametrize("name", PAGES)
def test_page_has_a_canonical_address(name: str, site: Site) -> None:
    page = site.page(name)
    assert element(page, "link[rel=canonical]")["href"] == ADDRESS + page.url


def test_every_page_has_a_description_of_its_own(site: Site) -> None:
    descriptions = {page.name: str(element(page, "meta[name=description]")["content"]) for page in site.pages}
    repeated = [text for text, count in Counter(descriptions.values()).items() if count > 1]
    assert repeated == []
    assert {name: text for name, text in descriptions.items() if not 40 <= len(text) <= 160} == {}


def test_sitemap_lists_every_page_and_no_other(site: Site) -> None:
    sitemap = ET.parse(site.output / "sitemap.xml")
    listed = sorted(location.text or "" for location in sitemap.iterfind(".//{*}loc"))
    assert listed == sorted(ADDRESS + page.url for page in site.pages)


def test_missing_page_has_search_and_navigation(site: Site) -> None:
    soup = BeautifulSoup((site.output / "404.html").read_text("utf-8"), "lxml")
    assert soup.select_one("[data-md-component=search]")
    assert len(soup.select(".md-nav--primary a.md-nav__link")) == len(site.pages)


def test_llms_txt_leads_to_a_markdown_copy_of_every_page(site: Site) -> None:
    led = re.findall(r"^- \[.+?\]\(<?(.+?)>?\)", (site.output / "llms.txt").read_text("utf-8"), re.MULTILINE)
    assert sorted(led) == sorted(f"{ADDRESS}{page.url}index.md" for page in site.pages)


@pytest.mark.parametrize("name", PAGES)
def test_markdown_copy_has_every_example_as_it_is(name: str, site: Site) -> None:
    page = site.page(name)
    copy = (site.output / page.url / "index.md").read_text("utf-8")
    blocks = {token.content.rstrip() for token in MarkdownIt().parse(copy) if token.type == "fence"}
    wanted = {each.include for each in fences(page.markdown) if each.include}
    without = [each for each in wanted if (site.project / "snippets" / each).read_text("utf-8").rstrip() not in blocks]
    assert without == [], f"{page.url}index.md"


@pytest.mark.parametrize("name", PAGES)
def test_anchors_are_stable(name: str, site: Site) -> None:
    """Every heading and tab has an id, made of words, once on the page: no number that another heading would change."""
    article = site.page(name).article
    marked = article.select("h1, h2, h3, h4, h5, h6") + article.select(".tabbed-set > input")
    without = [str(each) for each in marked if not each.get("id")]
    assert without == []
    ids = [str(each["id"]) for each in article.select("[id]")]
    assert [each for each, count in Counter(ids).items() if count > 1] == []
    assert [each for each in ids if each.startswith("__tabbed_")] == []
