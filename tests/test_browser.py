"""What a reader's browser does with each page of the built site."""

from asrun.browser.visit import Visits
from asrun.pages.site import Site
from asrun.report import report
from tests.builders import each_page, each_page_of_ours

KIB = 1024
INDEX = "search/search_index.json"

LIMIT = 90
"""KiB; the theme's own scripts and styles are 68 of these, ours 9."""


@each_page
def test_copy_gives_each_file_as_it_is(page: str, site: Site, visits: Visits) -> None:
    report(visits[site.page(page).url].copies)


@each_page
def test_nothing_moves_once_it_is_shown_or_sticks_out_at_any_width(page: str, site: Site, visits: Visits) -> None:
    visit = visits[site.page(page).url]
    assert (visit.moved, visit.shift, visit.overflows) == ([], 0, [])


@each_page
def test_page_has_no_error_sets_no_cookie_and_asks_no_other_host(page: str, site: Site, visits: Visits) -> None:
    visit = visits[site.page(page).url]
    assert (visit.complaints, visit.cookies) == ([], [])


@each_page_of_ours
def test_first_page_costs_a_new_reader_little(page: str, site: Site, visits: Visits) -> None:
    weights = {path: site.compressed(path) for path in visits[site.page(page).url].fetched if path != INDEX}
    assert sum(weights.values()) <= LIMIT * KIB, weights


def test_search_index_costs_at_most_60_kib(site: Site) -> None:
    assert site.compressed(INDEX) <= 60 * KIB
