"""A language is chosen once: it holds on every page, in every later visit, and in a link."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.harness.visit import deploy, forgo_search, loaded

LANGUAGES = {"curl": "cURL", "javascript": "JavaScript", "python": "Python"}
PAGE = "guides/webhooks/"
OTHER = "guides/sdks/"

# Whether every set of tabs that has a tab of that label shows it.
SHOWN = """(label) => [...document.querySelectorAll(".tabbed-set")].every((set) => {
  const labels = [...set.querySelectorAll(":scope > .tabbed-labels > label")].map((each) => each.textContent.trim());
  const inputs = [...set.querySelectorAll(":scope > input")];
  return !labels.includes(label) || inputs[labels.indexOf(label)].checked;
})"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(reduced_motion="reduce") as context:
        forgo_search(context)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def choose(page: Page, label: str) -> None:
    page.locator(".tabbed-labels label", has_text=label).first.click()


def shows(page: Page, label: str) -> None:
    page.wait_for_function(SHOWN, arg=label)


def test_one_choice_switches_every_example_on_the_page(page: Page, address: str) -> None:
    page.goto(address + PAGE)
    choose(page, "Python")
    shows(page, "Python")


def test_choice_survives_navigation(context: BrowserContext, page: Page, address: str) -> None:
    deploy(context, address)
    loaded(page, address + PAGE)
    choose(page, "JavaScript")
    page.evaluate("globalThis.kept = true")
    page.locator(f".md-nav--primary a[href$='{OTHER}']").click()
    page.wait_for_url(f"**/{OTHER}")
    page.get_by_role("heading", level=1, name="SDKs").wait_for()
    shows(page, "JavaScript")
    assert page.evaluate("globalThis.kept"), "the page was loaded anew: navigation.instant is off"


def test_choice_survives_a_reload_and_a_new_visit(context: BrowserContext, page: Page, address: str) -> None:
    page.goto(address + PAGE)
    choose(page, "Python")
    shows(page, "Python")
    page.goto(address + OTHER)
    shows(page, "Python")
    page.close()
    again = context.new_page()
    again.goto(address + PAGE)
    shows(again, "Python")


@pytest.mark.parametrize("language", LANGUAGES)
def test_link_chooses_the_language_and_keeps_its_anchor(language: str, page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang={language}#verify-a-delivery")
    shows(page, LANGUAGES[language])
    assert urlsplit(page.url).fragment == "verify-a-delivery"


@pytest.mark.parametrize("language", LANGUAGES)
def test_link_with_a_language_opens_at_its_anchor(language: str, page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang={language}#verify-a-delivery")
    shows(page, LANGUAGES[language])
    top = "document.getElementById('verify-a-delivery').getBoundingClientRect().top"
    page.wait_for_function(f"{top} >= 0 && {top} < innerHeight / 2")


def test_linked_choice_holds_on_the_next_page(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang=python")
    page.goto(address + OTHER)
    shows(page, "Python")


def test_link_shows_its_language_before_the_theme_runs(context: BrowserContext, page: Page, address: str) -> None:
    context.route("**/bundle.*.js", lambda route: route.abort())
    page.goto(f"{address}{PAGE}?lang=python")
    shows(page, "Python")


def test_later_choice_keeps_the_address_true(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang=python")
    choose(page, "cURL")
    page.wait_for_function("location.search === '?lang=curl'")
    page.reload()
    shows(page, "cURL")


def test_unknown_language_changes_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang=cobol")
    shows(page, "cURL")


def test_every_choice_writes_its_own_link(page: Page, address: str) -> None:
    page.goto(address + PAGE)
    for language, label in reversed(LANGUAGES.items()):
        choose(page, label)
        page.wait_for_function("language => location.search === `?lang=${language}`", arg=language)
