"""Everyone can read the site: with a screen reader, with a keyboard, in either scheme, without motion."""

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.visit import loaded, violations
from asrun.pages.site import Site
from tests.builders import each_page

PAGE = "getting-started/rate-limits/"

# What shows that the focused element is focused: an outline on it, on the label of a hidden input, or on its form.
RING = """() => {
  const focused = document.activeElement;
  const shows = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const signs = [focused, ...(focused.labels ?? []), focused.form].filter(Boolean);
  return focused === document.body || signs.some(shows) ? "" : focused.outerHTML.slice(0, 150);
}"""

# The blocks of code in sight, but for those whose Copy button has been focused since FOCUSED.
FOCUSED = """() => {
  globalThis.copied = new Set();
  addEventListener("focusin", ({ target }) => {
    if (target.matches("button[title^=Copy]")) copied.add(target.closest("pre"));
  });
}"""
SKIPPED = """() => [...document.querySelectorAll("article pre")]
  .filter((block) => block.checkVisibility() && block.querySelector("button") && !copied.has(block))
  .map((block) => block.textContent.slice(0, 80))"""

MOVING = """() => [...document.querySelectorAll("*")].some((element) =>
  ["", "::before", "::after"].some((part) => {
    const { animationName, transition, transitionDuration } = getComputedStyle(element, part);
    return transition !== "none" && /[1-9]/.test(transitionDuration) || animationName !== "none";
  }))"""


@pytest.fixture
def home(page: Page, address: str) -> Page:
    loaded(page, address)
    return page


@each_page
def test_axe_finds_no_violation(page: str, site: Site, browser: Browser, address: str) -> None:
    assert violations(browser, address + site.page(page).url) == []


def test_tables_and_copy_buttons_work_by_keyboard_after_instant_navigation(home: Page) -> None:
    home.locator(f"article a[href$='{PAGE}']").click()
    home.locator("h1#rate-limits").wait_for()
    assert home.locator(".md-typeset__scrollwrap[tabindex]").count()
    assert home.locator(".md-typeset__scrollwrap:not([tabindex])").count() == 0
    blocks, buttons = home.locator("article pre"), home.locator("article pre button[title^=Copy]")
    assert blocks.count() > buttons.count() > 1
    buttons.first.focus()
    home.keyboard.press("Enter")
    home.get_by_role("status").filter(has_text="Copied to clipboard").wait_for()
    assert home.evaluate("navigator.clipboard.readText()").startswith("curl")


def test_every_stop_of_the_tab_key_is_seen_and_none_skips_a_copy_button(page: Page, address: str) -> None:
    loaded(page, address + "getting-started/authentication/")
    page.evaluate(FOCUSED)
    unseen = []
    for _ in range(300):
        page.keyboard.press("Tab")
        unseen.append(page.evaluate(RING))
        if page.evaluate("document.activeElement.matches('footer *')"):
            break
    assert [each for each in unseen if each] == []
    assert page.evaluate("copied.size") >= 5
    assert page.evaluate(SKIPPED) == []


def test_motion_respects_the_wish_of_the_reader(home: Page) -> None:
    assert not home.evaluate(MOVING)
    home.emulate_media(reduced_motion="no-preference")
    assert home.evaluate(MOVING), "nothing moves anyway: this test would notice nothing"
