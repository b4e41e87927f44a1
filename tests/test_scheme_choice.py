"""The scheme is the system's until the reader chooses: the choice holds on every page and in every later visit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.harness.visit import GROUND, GROUNDS, deploy, loaded, switch


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    with browser.new_context(color_scheme="dark", reduced_motion="reduce") as context:
        deploy(context, address)
        yield context


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    loaded(page, address)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("scheme", GROUNDS)
def test_first_paint_has_the_scheme_of_the_system(scheme: str, context: BrowserContext, page: Page) -> None:
    context.route("**/bundle.*.js", lambda route: route.abort())
    switch(page, scheme)
    page.reload()
    assert page.evaluate(GROUND) == GROUNDS[scheme]


@pytest.mark.parametrize("system", GROUNDS)
def test_first_paint_has_the_scheme_that_was_chosen(system: str, context: BrowserContext, page: Page) -> None:
    press(page, "Switch to light mode")
    context.route("**/bundle.*.js", lambda route: route.abort())
    page.reload()
    switch(page, system)
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


def test_choice_holds_on_the_next_page_and_in_a_later_visit(context: BrowserContext, page: Page, address: str) -> None:
    press(page, "Switch to light mode")
    page.locator(".md-nav--primary a[href$='guides/sdks/']").click()
    page.locator("h1#sdks").wait_for()
    assert page.evaluate(GROUND) == GROUNDS["light"]
    page.close()
    again = context.new_page()
    loaded(again, address)
    assert again.evaluate(GROUND) == GROUNDS["light"]
    assert again.get_by_title("Switch to dark mode").is_visible()


def test_scheme_is_chosen_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Switch to light mode").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(GROUND) == GROUNDS["light"]
