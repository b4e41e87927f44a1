"""The scheme is the system's until the reader chooses: the choice holds on every page and in every later visit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import complaints, opened
from asrun.browser.visit import GROUND, GROUNDS, loaded, switch

OTHER = {"light": "dark", "dark": "light"}

KNOWN = """new MutationObserver((_, observer) => {
  if (!document.body) return;
  globalThis.known = document.documentElement.dataset.scheme;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true })"""


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, color_scheme="dark") as page:
        loaded(page, address)
        yield page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, scheme: str) -> None:
    """Presses until that scheme is chosen, and lets the system prefer the other."""
    for offered in {"light": ["light"], "dark": ["light", "dark"]}[scheme]:
        press(page, f"Switch to {offered} mode")
    switch(page, OTHER[scheme])


def shows(page: Page, scheme: str) -> bool:
    return bool(page.evaluate(GROUND) == GROUNDS[scheme])


def test_each_press_offers_the_next_scheme_and_the_last_the_system(page: Page) -> None:
    assert shows(page, "dark")
    for name, system, scheme in (
        ("light mode", "dark", "light"),
        ("dark mode", "light", "dark"),
        ("the mode of your system", "light", "light"),
    ):
        switch(page, system)
        press(page, f"Switch to {name}")
        assert shows(page, scheme)
    switch(page, "dark")
    assert shows(page, "dark")
    page.get_by_role("button", name="Switch to light mode").focus()
    page.keyboard.press("Enter")
    assert shows(page, "light")


@pytest.mark.parametrize("scheme", GROUNDS)
def test_choice_holds_from_the_first_paint_on_the_next_page_and_in_a_later_visit(
    scheme: str, page: Page, address: str
) -> None:
    choose(page, scheme)
    page.locator(".md-nav--primary a[href$='guides/sdks/']").click()
    page.locator("h1#sdks").wait_for()
    assert shows(page, scheme)
    later = page.context.new_page()
    later.add_init_script(KNOWN)
    switch(later, OTHER[scheme])
    loaded(later, address)
    assert later.evaluate("known") == scheme
    assert shows(later, scheme)
    later.emulate_media(media="print")
    assert shows(later, "light")


def test_all_parts_change_their_colours_at_once(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    late = page.evaluate("""async () => {
      document.querySelector(".scheme-button").click();
      await new Promise(requestAnimationFrame);
      return document.querySelector("article").getAnimations({ subtree: true }).length;
    }""")
    assert late == 0
    assert shows(page, "light")


def test_what_a_palette_of_material_has_kept_does_no_harm(page: Page, address: str) -> None:
    kept = {"index": 1, "color": {"media": "(prefers-color-scheme)", "scheme": "default"}}
    page.evaluate("kept => localStorage.setItem('/.__palette', JSON.stringify(kept))", kept)
    later = page.context.new_page()
    heard = complaints(later, address)
    loaded(later, address)
    assert heard == []
    assert shows(later, "dark")


def test_scheme_changes_where_the_browser_keeps_nothing(page: Page) -> None:
    page.evaluate("void (Storage.prototype.setItem = () => { throw new Error('full') })")
    press(page, "Switch to light mode")
    assert shows(page, "light")
