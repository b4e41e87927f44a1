"""Zensical's search is its own: here is what our colours have a part in."""

import pytest
from playwright.sync_api import Browser

from asrun.browser.chrome import opened
from asrun.browser.visit import loaded

pytestmark = pytest.mark.check

# The colours of the box that the reader types into, and of its text: of the outermost that has each.
LOOK = """input => {
  const ground = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : backgroundColor;
  };
  const light = (colour) => Math.max(...colour.match(/[\\d.]+/g).slice(0, 3).map(Number)) > 0.5;
  return [light(ground(input)), light(getComputedStyle(input).color)];
}"""


def test_search_is_dark_in_the_dark_scheme(browser: Browser, address: str) -> None:
    with opened(browser, color_scheme="dark") as page:
        loaded(page, address)
        page.keyboard.press("/")
        box = page.get_by_role("dialog").locator("input").first
        box.wait_for()
        assert box.evaluate(LOOK) == [False, True], "the box should be dark, and its text light"
