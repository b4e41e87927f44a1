"""Without JavaScript the site can be read, every language included."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import opened
from asrun.browser.visit import GROUND, GROUNDS

PAGE = "api-reference/errors/"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, java_script_enabled=False, color_scheme="dark") as page:
        page.goto(address)
        yield page


def test_every_language_can_be_read(page: Page) -> None:
    tabs = page.locator(".tabbed-set").first
    panels = tabs.locator(".tabbed-block")
    for index, label in enumerate(("cURL", "JavaScript", "Python")):
        tabs.locator(".tabbed-labels > label", has_text=label).click()
        assert [panels.nth(each).is_visible() for each in range(3)] == [each == index for each in range(3)]


def test_navigation_leads_to_a_page_whose_wide_table_scrolls_within_itself(page: Page) -> None:
    page.locator(f".md-nav--primary a[href$='{PAGE}']").click()
    page.wait_for_url(f"**/{PAGE}")
    page.set_viewport_size({"width": 360, "height": 800})
    box = page.locator("article table").first.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360


def test_what_would_not_work_is_not_shown(page: Page) -> None:
    assert page.locator(".md-search__input").is_hidden()
    assert page.locator("label.md-header__button[for=__search]").is_hidden()
    assert page.get_by_title("Switch to light mode").count() == 0
    assert page.evaluate(GROUND) == GROUNDS["dark"]
