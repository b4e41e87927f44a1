"""The site is light and keeps to itself: what a page costs a new reader, and what it asks of the network."""

import pytest

from asrun.browser.visit import Visits
from asrun.pages.places import PAGES
from asrun.pages.site import Site

KIB = 1024
INDEX = "search/search_index.json"

LIMIT = 90
"""The theme's own scripts and styles are 68 of these, ours 7."""


@pytest.mark.parametrize("page", PAGES)
def test_first_page_costs_a_new_reader_little(page: str, site: Site, visits: Visits) -> None:
    weights = {path: site.compressed(path) for path in visits[site.page(page).url].fetched if path != INDEX}
    assert sum(weights.values()) <= LIMIT * KIB, weights


def test_search_index_costs_at_most_60_kib(site: Site) -> None:
    assert site.compressed(INDEX) <= 60 * KIB


@pytest.mark.parametrize("page", PAGES)
def test_browser_has_no_complaint_and_asks_no_other_host(page: str, site: Site, visits: Visits) -> None:
    assert visits[site.page(page).url].complaints == []


@pytest.mark.parametrize("page", PAGES)
def test_page_sets_no_cookie(page: str, site: Site, visits: Visits) -> None:
    assert visits[site.page(page).url].cookies == []
