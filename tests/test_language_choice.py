"""A language is chosen once: it holds on every page, in every later visit, and in a link."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from starlette.responses import Response
from starlette.routing import Route

from asrun.browser.chrome import opened
from asrun.browser.served import served
from asrun.browser.visit import loaded
from asrun.pages.site import Site

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
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


def choose(page: Page, label: str) -> None:
    page.locator(".tabbed-labels label", has_text=label).first.click()


def shows(page: Page, label: str) -> None:
    page.wait_for_function(SHOWN, arg=label)


def test_choice_survives_navigation(page: Page, address: str) -> None:
    loaded(page, address + PAGE)
    choose(page, "JavaScript")
    shows(page, "JavaScript")
    page.evaluate("globalThis.kept = true")
    page.locator(f".md-nav--primary a[href$='{OTHER}']").click()
    page.wait_for_url(f"**/{OTHER}")
    page.get_by_role("heading", level=1, name="SDKs").wait_for()
    shows(page, "JavaScript")
    assert page.evaluate("globalThis.kept"), "the page was loaded anew: navigation.instant is off"


def test_choice_survives_a_new_visit(page: Page, address: str) -> None:
    page.goto(address + PAGE)
    choose(page, "Python")
    shows(page, "Python")
    later = page.context.new_page()
    page.close()
    later.goto(address + OTHER)
    shows(later, "Python")


@pytest.mark.parametrize("language", LANGUAGES)
def test_link_chooses_the_language_and_keeps_its_anchor(language: str, page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang={language}#verify-a-delivery")
    shows(page, LANGUAGES[language])
    assert urlsplit(page.url).fragment == "verify-a-delivery"
    page.goto(address + OTHER)
    shows(page, LANGUAGES[language])


def test_link_with_a_language_opens_at_its_anchor(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang=python#verify-a-delivery")
    top = "document.getElementById('verify-a-delivery').getBoundingClientRect().top"
    page.wait_for_function(f"{top} >= 0 && {top} < innerHeight / 2")


def test_link_shows_its_language_before_the_theme_runs(page: Page, site: Site) -> None:
    theme = Route("/assets/javascripts/{bundle}", Response(status_code=404))
    with served(site.output, [theme]) as address:
        page.goto(f"{address}{PAGE}?lang=python")
        shows(page, "Python")


def test_every_choice_writes_its_own_link(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang=cobol")
    shows(page, "cURL")
    for language, label in reversed(LANGUAGES.items()):
        choose(page, label)
        page.wait_for_function("language => location.search === `?lang=${language}`", arg=language)
