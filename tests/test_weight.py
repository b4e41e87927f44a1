"""The site is light and keeps to itself: what a page costs a new reader, and what it asks of the network."""

import gzip

import pytest

from tests.harness import ROOT
from tests.harness.site import Site
from tests.harness.visit import Visits

KIB = 1024
PAGES = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
INDEX = "search/search_index.json"

LIMIT = 90
"""The theme's own scripts and styles are 71 of these, ours 6."""


def weight(site: Site, path: str) -> int:
    """The bytes of a file as a server sends it, gzipped."""
    file = site.output / path
    return len(gzip.compress((file / "index.html" if file.is_dir() else file).read_bytes(), compresslevel=6))


@pytest.mark.parametrize("page", PAGES)
def test_first_page_costs_a_new_reader_little(page: str, site: Site, visits: Visits) -> None:
    weights = {path: weight(site, path) for path in visits[site.page(page).url].fetched if path != INDEX}
    assert sum(weights.values()) <= LIMIT * KIB, weights


def test_search_index_costs_at_most_60_kib(site: Site) -> None:
    assert weight(site, INDEX) <= 60 * KIB


@pytest.mark.parametrize("page", PAGES)
def test_browser_has_no_complaint_and_asks_no_other_host(page: str, site: Site, visits: Visits) -> None:
    assert visits[site.page(page).url].complaints == []


@pytest.mark.parametrize("page", PAGES)
def test_page_sets_no_cookie(page: str, site: Site, visits: Visits) -> None:
    assert visits[site.page(page).url].cookies == []
