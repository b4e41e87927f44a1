"""Without JavaScript the site can be read, every language included."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import opened
from asrun.browser.visit import GROUND, GROUNDS

PAGE = "guides/webhooks/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser, java_script_enabled=False, color_scheme="dark") as page:
        yield page


@pytest.mark.parametrize(("index", "label"), [(0, "cURL"), (1, "JavaScript"), (2, "Python")])
def test_every_language_can_be_read(index: int, label: str, page: Page, address: str) -> None:
    page.goto(address)
    tabs = page.locator(".tabbed-set").first
    tabs.locator(".tabbed-labels > label", has_text=label).click()
    panels = tabs.locator(".tabbed-block")
    assert [panels.nth(each).is_visible() for each in range(3)] == [each == index for each in range(3)]


def test_navigation_leads_on(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(f".md-nav--primary a[href$='{PAGE}']").click()
    page.wait_for_url(f"**/{PAGE}")


def test_wide_table_scrolls_within_itself(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(address + "api-reference/errors/")
    box = page.locator("article table").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360


def test_search_that_would_not_work_is_not_shown(page: Page, address: str) -> None:
    page.goto(address)
    assert page.locator(".md-search__input").is_hidden()
    assert page.locator("label.md-header__button[for=__search]").is_hidden()


def test_scheme_is_the_one_of_the_system(page: Page, address: str) -> None:
    page.goto(address)
    assert page.evaluate(GROUND) == GROUNDS["dark"]
    assert page.get_by_title("Switch to light mode").count() == 0
