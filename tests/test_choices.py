"""A language and a scheme are chosen once: they hold on every page, in every later visit, and a language in a link."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from asrun.browser.visit import GROUND, GROUNDS, loaded, switch
from tests.builders import each_builder

LANGUAGES = {"curl": "cURL", "javascript": "JavaScript", "python": "Python"}
PAGE = "getting-started/managing-keys/"

# Whether every set of tabs that has a tab of that label shows it.
SHOWN = """(label) => [...document.querySelectorAll(".tabbed-set")].every((set) => {
  const labels = [...set.querySelectorAll(":scope > .tabbed-labels > label")].map((each) => each.textContent.trim());
  const inputs = [...set.querySelectorAll(":scope > input")];
  return !labels.includes(label) || inputs[labels.indexOf(label)].checked;
})"""

# Notes the scheme that is known when nothing has been painted yet.
KNOWN = """new MutationObserver((_, observer) => {
  if (!document.body) return;
  globalThis.known = document.documentElement.dataset.scheme;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true })"""


def shows(page: Page, label: str) -> None:
    page.wait_for_function(SHOWN, arg=label)


def navigate(page: Page) -> None:
    page.locator(".md-nav--primary a[href$='guides/sdks/']").click()
    page.get_by_role("heading", level=1, name="SDKs").wait_for()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Switch to {name}", exact=True).click()


def scheme(page: Page) -> str:
    ground = page.evaluate(GROUND)
    return next(scheme for scheme in GROUNDS if GROUNDS[scheme] == ground)


@each_builder
def test_language_writes_its_own_link_and_survives_navigation_and_a_new_visit(page: Page, address: str) -> None:
    loaded(page, f"{address}{PAGE}?lang=cobol")
    shows(page, "cURL")
    for language, label in reversed(LANGUAGES.items()):
        page.locator(".tabbed-labels label", has_text=label).first.click()
        shows(page, label)
        page.wait_for_function("language => location.search === `?lang=${language}`", arg=language)
    page.locator(".tabbed-labels label", has_text="JavaScript").first.click()
    page.evaluate("globalThis.kept = true")
    navigate(page)
    shows(page, "JavaScript")
    assert page.evaluate("globalThis.kept"), "the page was loaded anew: navigation.instant is off"
    later = page.context.new_page()
    later.goto(address + PAGE)
    shows(later, "JavaScript")
    later.goto(f"{address}{PAGE}?lang=python#rotate-a-key")
    shows(later, "Python")
    assert urlsplit(later.url).fragment == "rotate-a-key"


# Not by Zensical: on a busy machine it opens one link with an anchor in ten at the top of the page, without us too.
def test_link_with_a_language_opens_at_its_anchor(page: Page, address: str) -> None:
    page.goto(f"{address}{PAGE}?lang=python#rotate-a-key")
    top = "document.getElementById('rotate-a-key').getBoundingClientRect().top"
    page.wait_for_function(f"{top} >= 0 && {top} < innerHeight / 2")


@each_builder
def test_scheme_is_the_systems_until_chosen_and_holds_from_the_first_paint_on_every_page(
    page: Page, address: str
) -> None:
    address += "support/"
    loaded(page, address)
    for system in GROUNDS:
        switch(page, system)
        assert scheme(page) == system
    for chosen, system in (("light", "dark"), ("dark", "light")):
        press(page, f"{chosen} mode")
        switch(page, system)
        navigate(page)
        assert scheme(page) == chosen
        later = page.context.new_page()
        later.add_init_script(KNOWN)
        switch(later, system)
        loaded(later, address)
        assert (later.evaluate("known"), scheme(later)) == (chosen, chosen)
        later.emulate_media(media="print")
        assert scheme(later) == "light"
    page.get_by_role("button", name="Switch to the mode of your system").focus()
    page.keyboard.press("Enter")
    assert scheme(page) == "light"
    page.evaluate("void (Storage.prototype.setItem = () => { throw new Error('full') })")
    switch(page, "dark")
    press(page, "light mode")
    assert scheme(page) == "light"
