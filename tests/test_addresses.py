"""What search engines, other tools and old links rely on: descriptions, canonical addresses, anchors, the sitemap."""

import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from asrun.pages.markdown import PAGES
from asrun.pages.site import Site

ADDRESS = "https://docs.example.com/"


def test_every_page_has_a_canonical_address_and_a_description_of_its_own(site: Site) -> None:
    heads = {page.url: BeautifulSoup(page.html, "lxml").head for page in site.pages}
    canonical = {
        url: [link["href"] for link in head.select("link[rel=canonical]")] for url, head in heads.items() if head
    }
    assert canonical == {page.url: [ADDRESS + page.url] for page in site.pages}
    descriptions = [
        str(text["content"]) for head in heads.values() if head for text in head.select("meta[name=description]")
    ]
    assert len({*descriptions}) == len(site.pages)
    assert [text for text in descriptions if not 40 <= len(text) <= 160] == []


def test_sitemap_lists_every_page_and_no_other(site: Site) -> None:
    sitemap = ET.parse(site.output / "sitemap.xml")
    listed = sorted(location.text or "" for location in sitemap.iterfind(".//{*}loc"))
    assert listed == sorted(ADDRESS + page.url for page in site.pages)


def test_missing_page_has_search_and_navigation(site: Site) -> None:
    soup = BeautifulSoup((site.output / "404.html").read_text("utf-8"), "lxml")
    assert soup.select_one("[data-md-component=search]")
    assert len(soup.select(".md-nav--primary a.md-nav__link")) == len(site.pages)


@pytest.mark.parametrize("name", PAGES)
def test_anchors_are_stable(name: str, site: Site) -> None:
    """Every heading and tab has an id, made of words, once on the page: no number that another heading would change."""
    article = site.page(name).article
    marked = article.select("h1, h2, h3, h4, h5, h6, .tabbed-set > input")
    assert [str(each) for each in marked if not each.get("id")] == []
    ids = Counter(str(each["id"]) for each in article.select("[id]"))
    assert [each for each, count in ids.items() if count > 1 or each.startswith("__tabbed_")] == []
