"""The scheme is the system's until the reader chooses: the choice holds on every page and in every later visit."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import complaints, opened
from asrun.browser.visit import GROUND, GROUNDS, loaded, switch


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, color_scheme="dark") as page:
        loaded(page, address)
        yield page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def choose(page: Page) -> Callable[[str], None]:
    """Presses until that scheme is chosen, and lets the system prefer the other."""

    def choose(scheme: str) -> None:
        for offered in ("light", "dark"):
            press(page, f"Switch to {offered} mode")
            if offered == scheme:
                break
        switch(page, "dark" if scheme == "light" else "light")

    return choose


@pytest.mark.parametrize("scheme", GROUNDS)
def test_page_follows_the_system(scheme: str, page: Page) -> None:
    switch(page, scheme)
    assert page.evaluate(GROUND) == GROUNDS[scheme]


@pytest.mark.parametrize("scheme", GROUNDS)
def test_choice_is_known_before_anything_is_painted(scheme: str, choose: Callable[[str], None], page: Page) -> None:
    choose(scheme)
    page.add_init_script("""new MutationObserver((_, observer) => {
      if (!document.body) return;
      globalThis.known = document.documentElement.dataset.scheme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true })""")
    page.reload()
    assert page.evaluate("known") == scheme
    assert page.evaluate(GROUND) == GROUNDS[scheme]


def test_all_parts_change_their_colours_at_once(browser: Browser, address: str) -> None:
    with opened(browser, reduced_motion="no-preference") as page:
        loaded(page, address)
        late = page.evaluate("""async () => {
          document.querySelector(".scheme-button").click();
          document.querySelector(".scheme-button").click();
          await new Promise(requestAnimationFrame);
          return document.querySelector("article").getAnimations({ subtree: true }).length;
        }""")
        assert late == 0
        assert page.evaluate(GROUND) == GROUNDS["dark"]


@pytest.mark.parametrize("media", ["(prefers-color-scheme)", "(prefers-color-scheme: light)"])
def test_what_a_palette_of_material_has_kept_does_no_harm(media: str, page: Page, address: str) -> None:
    kept = {"index": 1, "color": {"media": media, "scheme": "default"}}
    page.evaluate("kept => localStorage.setItem('/.__palette', JSON.stringify(kept))", kept)
    again = page.context.new_page()
    heard = complaints(again, address)
    loaded(again, address)
    assert heard == []
    assert again.evaluate(GROUND) == GROUNDS["dark"]


def test_paper_is_light_whatever_was_chosen(choose: Callable[[str], None], page: Page) -> None:
    choose("dark")
    page.emulate_media(media="print")
    assert page.evaluate(GROUND) == GROUNDS["light"]


def test_each_press_offers_the_next_scheme_and_the_last_the_system(page: Page) -> None:
    for name, system, ground in (
        ("light mode", "dark", "light"),
        ("dark mode", "light", "dark"),
        ("the mode of your system", "light", "light"),
    ):
        switch(page, system)
        press(page, f"Switch to {name}")
        assert page.evaluate(GROUND) == GROUNDS[ground]
    assert page.get_by_title("Switch to light mode").is_visible()


@pytest.mark.parametrize("scheme", GROUNDS)
def test_choice_holds_on_the_next_page_and_in_a_later_visit(
    scheme: str, choose: Callable[[str], None], page: Page, address: str
) -> None:
    choose(scheme)
    page.locator(".md-nav--primary a[href$='guides/sdks/']").click()
    page.locator("h1#sdks").wait_for()
    assert page.evaluate(GROUND) == GROUNDS[scheme]
    again = page.context.new_page()
    switch(again, "dark" if scheme == "light" else "light")
    loaded(again, address)
    assert again.evaluate(GROUND) == GROUNDS[scheme]


def test_scheme_is_chosen_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Switch to light mode").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(GROUND) == GROUNDS["light"]


def test_scheme_changes_where_the_browser_keeps_nothing(page: Page) -> None:
    page.evaluate("void (Storage.prototype.setItem = () => { throw new Error('full') })")
    press(page, "Switch to light mode")
    assert page.evaluate(GROUND) == GROUNDS["light"]
