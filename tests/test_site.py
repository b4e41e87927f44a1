"""The site builds, strictly, with both builders, which show the same."""

import re
from urllib.parse import urljoin

import pytest

from asrun import ROOT
from asrun.finding import Finding
from asrun.pages.blocks import blocks, tab_sets
from asrun.pages.site import Page, Site
from asrun.record import PUBLISHED, published_anchors
from asrun.report import report


def test_words_at_the_bottom_lead_to_what_is_there(site: Site) -> None:
    _, _, footer = site.page("index.md").html.partition("md-copyright")
    paths = re.findall(r'href="?/([^\s">]*)', footer)
    assert {"llms.txt", "verification/"} <= {*paths}
    assert [path for path in paths if not (site.output / path).exists()] == []


@pytest.mark.check
def test_zensical_shows_the_same(site: Site, zensical: Site) -> None:
    assert [_shown(zensical, page) for page in zensical.pages] == [_shown(site, page) for page in site.pages]


def _shown(site: Site, page: Page) -> tuple[object, ...]:
    places = [(block.where, block.tabs, block.heading, block.text) for block in blocks(site, page)]
    tabs = [(tabs.labels, len(tabs.blocks)) for tabs in tab_sets(site, page)]
    headings = [(heading.name, heading.get("id")) for heading in page.article.select("h1, h2, h3, h4, h5, h6")]
    links = page.article.select("a[href], img, source")
    addresses = [urljoin(f"/{page.url}", str(link.get("href") or link.get("src"))) for link in links]
    return page.name, places, tabs, headings, addresses, "".join(page.article.get_text().split())


def test_published_anchor_is_still_there(site: Site) -> None:
    """Links that others have made go on leading somewhere."""
    there = site.anchors()
    report(
        Finding(
            where=f"docs/{anchor.partition('#')[0]}",
            expected="an anchor that links lead to",
            actual=f"no {anchor}",
            fix=f"give it an id again or, if nothing links to it since its example is gone, remove it from {PUBLISHED}",
        )
        for anchor in published_anchors(ROOT)
        if anchor not in there
    )
