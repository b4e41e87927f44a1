"""What a browser meets on a page, and what its copy buttons give."""

import pytest
from playwright.sync_api import Browser

from asrun.browser.visit import Visits, violations
from asrun.pages.site import Site
from asrun.report import report
from tests.zensical.conftest import VISITED

pytestmark = pytest.mark.check


@pytest.mark.parametrize("page", VISITED)
def test_axe_finds_no_violation(page: str, site: Site, browser: Browser, address: str) -> None:
    assert violations(browser, address + site.page(page).url) == []


@pytest.mark.parametrize("page", VISITED)
def test_nothing_sticks_out_at_any_width(page: str, site: Site, visits: Visits) -> None:
    assert visits[site.page(page).url].overflows == []


@pytest.mark.parametrize("page", VISITED)
def test_nothing_moves_once_it_is_shown(page: str, site: Site, visits: Visits) -> None:
    visit = visits[site.page(page).url]
    assert (visit.moved, visit.shift) == ([], 0)


@pytest.mark.parametrize("page", VISITED)
def test_browser_has_no_complaint_gets_no_cookie_and_asks_no_other_host(page: str, site: Site, visits: Visits) -> None:
    visit = visits[site.page(page).url]
    assert (visit.complaints, visit.cookies) == ([], [])


@pytest.mark.parametrize("page", VISITED)
def test_copy_gives_each_file_as_it_is(page: str, site: Site, visits: Visits) -> None:
    report(visits[site.page(page).url].copies)
