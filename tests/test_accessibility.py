"""Everyone can read the site: with a screen reader, with a keyboard, in either scheme, without motion."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import opened
from asrun.browser.clipboard import PERMISSIONS
from asrun.browser.visit import AXE, Visits, loaded
from asrun.pages.places import PAGES
from asrun.pages.site import Site

PAGE = "getting-started/rate-limits/"

# What axe says of Material's markup where docs/assets/accessibility.js does not mend it.
COMPLAINTS = {
    ".md-search[role=dialog]": "aria-dialog-name",
    ".md-typeset__scrollwrap": "scrollable-region-focusable",
}

UNMEND = """async ([selector, rule]) => {
  const script = document.querySelector("script[src$='accessibility.min.js']").src;
  const [, attributes] = (await import(script)).mends.find(([mended]) => mended === selector);
  for (const element of document.querySelectorAll(selector))
    for (const name of Object.keys(attributes)) element.removeAttribute(name);
  const { violations } = await axe.run(document, { preload: false, runOnly: [rule] });
  return violations.map(({ id }) => id);
}"""

MENDED = """async () =>
  (await import(document.querySelector("script[src$='accessibility.min.js']").src))
    .mends.map(([selector]) => selector)"""

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

# Notes the blocks of code whose Copy button is focused, then gives those in sight that were not noted.
NOTE = """() => {
  globalThis.met = new Set();
  addEventListener("focusin", ({ target }) => {
    if (target.matches("button[title^=Copy]")) met.add(target.closest("pre"));
  });
}"""
PASSED_OVER = """() => [...document.querySelectorAll("article pre")]
  .filter((block) => block.checkVisibility() && !met.has(block))
  .map((block) => block.textContent.slice(0, 80))"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page 360 px wide, as a screen of 1440 px shows it at 400 %."""
    with opened(browser, viewport={"width": 360, "height": 800}) as page:
        yield page


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    with opened(browser, permissions=PERMISSIONS) as page:
        yield page


@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(page: str, site: Site, visits: Visits) -> None:
    assert visits[site.page(page).url].violations == []


@pytest.mark.parametrize("page", PAGES)
def test_code_stands_out_from_its_ground(page: str, site: Site, visits: Visits) -> None:
    contrast = visits[site.page(page).url].contrast
    assert min(contrast.values()) >= 4.5, contrast
    assert contrast["light"] != contrast["dark"], "one scheme was measured twice"


@pytest.mark.parametrize("selector", COMPLAINTS)
def test_mend_is_still_needed(selector: str, phone: Page, address: str) -> None:
    loaded(phone, address + "guides/webhooks/")
    phone.evaluate(AXE.read_text("utf-8"))
    assert phone.evaluate(UNMEND, [selector, COMPLAINTS[selector]]) == [COMPLAINTS[selector]], "take the mend out"


def test_every_other_mend_gives_what_material_lacks(site: Site, phone: Page, address: str) -> None:
    loaded(phone, address)
    assert set(phone.evaluate(MENDED)) - COMPLAINTS.keys() == {".md-dialog"}
    soup = BeautifulSoup((site.output / "index.html").read_text("utf-8"), "lxml")
    dialog, menu = soup.select_one(".md-dialog"), soup.select_one(".md-header__button[for=__drawer]")
    assert dialog is not None
    assert menu is not None
    assert not dialog.has_attr("role"), "Material announces what it copied: take the mend out"
    assert menu.name == "label", "Material's menu opens by keyboard: take the button out"


def test_mends_hold_after_instant_navigation(desk: Page, address: str) -> None:
    loaded(desk, address)
    desk.locator(f".md-nav--primary a[href$='{PAGE}']").click()
    desk.locator("h1#rate-limits").wait_for()
    assert desk.locator(".md-typeset__scrollwrap").count()
    assert desk.locator(".md-typeset__scrollwrap:not([tabindex])").count() == 0


def test_every_block_can_be_copied_after_instant_navigation(desk: Page, address: str) -> None:
    loaded(desk, address)
    desk.locator(f".md-nav--primary a[href$='{PAGE}']").click()
    desk.locator("h1#rate-limits").wait_for()
    desk.locator("article pre button[title^=Copy]").first.click()
    desk.get_by_role("status").filter(has_text="Copied to clipboard").wait_for()
    blocks, buttons = desk.locator("article pre"), desk.locator("article pre button[title^=Copy]")
    assert buttons.count() == blocks.count() > 1


def test_menu_opens_and_closes_by_keyboard(phone: Page, address: str) -> None:
    loaded(phone, address)
    menu = phone.get_by_role("button", name="Menu")
    link = phone.locator(f".md-nav--primary a[href$='{PAGE}']")
    assert not link.is_visible()
    menu.focus()
    phone.keyboard.press("Enter")
    assert link.is_visible()
    assert phone.evaluate("document.activeElement.matches('.md-nav--primary a')")
    phone.keyboard.press("Escape")
    assert not link.is_visible()
    assert menu.evaluate("button => button === document.activeElement")


def test_tabs_turn_by_keyboard(desk: Page, address: str) -> None:
    loaded(desk, address)
    panels = desk.locator(".tabbed-set").first.locator(".tabbed-block")
    desk.locator(".tabbed-set > input").first.focus()
    for turned, panel in ((1, panels.nth(1)), (2, panels.nth(2)), (0, panels.nth(0))):
        desk.keyboard.press("ArrowRight")
        assert panel.is_visible(), f"tab {turned} (from 0) does not show its panel"


def test_copy_works_by_keyboard_and_is_announced(desk: Page, address: str) -> None:
    loaded(desk, address)
    desk.locator("article pre button[title^=Copy]").first.focus()
    desk.keyboard.press("Enter")
    desk.get_by_role("status").filter(has_text="Copied to clipboard").wait_for()
    assert desk.evaluate("navigator.clipboard.readText()").startswith("curl ")


def test_tab_key_passes_over_no_copy_button(desk: Page, address: str) -> None:
    loaded(desk, address + "getting-started/authentication/")
    desk.evaluate(NOTE)
    for _ in range(300):
        desk.keyboard.press("Tab")
        if desk.evaluate("document.activeElement.matches('footer *')"):
            break
    assert desk.evaluate("met.size") > 10
    assert desk.evaluate(PASSED_OVER) == []


def test_search_works_by_keyboard(desk: Page, address: str) -> None:
    loaded(desk, address)
    desk.keyboard.press("/")
    desk.keyboard.type("rate limits")
    desk.locator(".md-search-result__link").first.wait_for()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.locator("h1#rate-limits").wait_for()


def test_every_stop_of_the_tab_key_is_seen(desk: Page, address: str) -> None:
    loaded(desk, address)
    unseen = []
    for _ in range(60):
        desk.keyboard.press("Tab")
        if found := desk.evaluate(RING):
            unseen.append(found)
    assert unseen == []


@pytest.mark.parametrize(("wish", "moving"), [("reduce", False), ("no-preference", True)])
def test_motion_respects_the_wish_of_the_reader(wish: str, moving: bool, browser: Browser, address: str) -> None:
    with opened(browser, reduced_motion=wish) as page:
        page.goto(address)
        found = page.evaluate("""() => [...document.querySelectorAll("*")].some((element) =>
          ["", "::before", "::after"].some((part) => {
            const style = getComputedStyle(element, part);
            return style.transition !== "none" && /[1-9]/.test(style.transitionDuration)
              || style.animationName !== "none";
          }))""")
    assert found == moving
