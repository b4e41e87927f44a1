"""The site fits every screen, on paper too, and looks its own in both schemes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import opened
from asrun.browser.visit import GROUND, GROUNDS, Visits, loaded
from asrun.pages.places import PAGES
from asrun.pages.site import Site

ERRORS, GUIDE = "api-reference/errors/", "guides/webhooks/"
# What lies under the buttons of code, in the tabs that are open.
COVERED = """() => [...document.querySelectorAll("article pre:has(.md-code__nav)")].filter((pre) => {
  const nav = pre.querySelector(".md-code__nav").getBoundingClientRect();
  const text = document.createRange();
  text.selectNodeContents(pre.querySelector("code"));
  return [...text.getClientRects()].some(({ left, right, top, bottom }) =>
    right > nav.left && left < nav.right && bottom > nav.top && top < nav.bottom);
}).map((pre) => pre.textContent.slice(0, 80))"""

# The places of everything in the article.
BOXES = """() => [...document.querySelectorAll("article *")].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [x, y, width, height];
})"""


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with opened(browser, viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True) as page:
        yield page


@pytest.mark.parametrize("page", PAGES)
def test_nothing_sticks_out_at_any_width(page: str, site: Site, visits: Visits) -> None:
    assert visits[site.page(page).url].overflows == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_moves_once_it_is_shown(page: str, site: Site, visits: Visits) -> None:
    visit = visits[site.page(page).url]
    assert visit.moved == []
    assert visit.shift == 0


def test_schemes_differ_in_colour_alone(browser: Browser, address: str) -> None:
    boxes = []
    for scheme, ground in GROUNDS.items():
        with opened(browser, color_scheme=scheme) as page:
            loaded(page, address + ERRORS)
            assert page.evaluate(GROUND) == ground
            boxes.append(page.evaluate(BOXES))
    assert boxes[0] == boxes[1]


def test_wide_table_scrolls_within_itself_on_a_phone(phone: Page, address: str) -> None:
    phone.goto(address + ERRORS)
    scroller = phone.locator(".md-typeset__scrollwrap").first
    scroller.wait_for()
    before = scroller.evaluate("box => { box.scrollLeft = 1000; return box.scrollWidth - box.clientWidth }")
    assert before > 0, "the table is no wider than the phone: take another one"
    assert scroller.evaluate("box => box.scrollLeft") > 0
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_copy_buttons_are_there_before_the_theme_measures_the_page(phone: Page, address: str) -> None:
    phone.add_init_script("""addEventListener("DOMContentLoaded", () => {
      globalThis.bare = document.querySelectorAll("article pre:not(:has(.md-code__nav))").length;
    })""")
    phone.goto(address + GUIDE)
    assert phone.evaluate("bare") == 0


def test_copy_button_is_seen_and_wide_enough_for_a_thumb(phone: Page, address: str) -> None:
    phone.goto(address + GUIDE)
    button = phone.locator("article pre button[title^=Copy]").first
    button.wait_for()
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert button.evaluate("button => getComputedStyle(button).color") == "rgb(85, 98, 92)"


@pytest.mark.parametrize("url", [GUIDE, ERRORS])
def test_copy_button_covers_no_code_on_a_phone(url: str, phone: Page, address: str) -> None:
    loaded(phone, address + url)
    assert phone.locator(".md-code__nav").count() > 5
    assert phone.evaluate(COVERED) == []


def test_copy_button_covers_no_code_in_a_narrow_window(browser: Browser, address: str) -> None:
    with opened(browser, viewport={"width": 360, "height": 800}) as page:
        loaded(page, address + GUIDE)
        assert page.locator(".md-code__nav").count() > 5
        assert page.evaluate(COVERED) == []


def test_code_in_a_heading_is_as_large_as_its_words(phone: Page, address: str) -> None:
    loaded(phone, address + ERRORS)
    sizes = phone.evaluate("""[...document.querySelectorAll("article :is(h2, h3, h4) > code")].map((code) =>
      parseFloat(getComputedStyle(code).fontSize) / parseFloat(getComputedStyle(code.parentElement).fontSize))""")
    assert sizes
    assert min(sizes) >= 0.95 - 1e-6


@pytest.mark.parametrize("url", [GUIDE, "api-reference/endpoints/keys/"])
def test_tabs_and_titles_touch_their_code(url: str, browser: Browser, address: str) -> None:
    with opened(browser) as page:
        loaded(page, address + url)
        gaps = page.evaluate("""() => {
          const pairs = [...document.querySelectorAll("span.filename + pre")].map((pre) => [pre.previousSibling, pre]);
          for (const set of document.querySelectorAll(".tabbed-set")) {
            const first = set.querySelector(".tabbed-block > .highlight:first-child > :first-child");
            if (first) pairs.push([set.querySelector(".tabbed-labels"), first]);
          }
          return pairs.filter(([, below]) => below.offsetHeight).map(([above, below]) =>
            Math.round(below.getBoundingClientRect().top - above.getBoundingClientRect().bottom));
        }""")
    assert gaps
    assert set(gaps) == {0}


def test_reference_is_denser_than_a_guide(browser: Browser, address: str) -> None:
    line = "parseFloat(getComputedStyle(document.querySelector('article p')).lineHeight)"
    with opened(browser) as page:
        loaded(page, address + GUIDE)
        airy = page.evaluate(line)
        loaded(page, address + ERRORS)
        assert page.evaluate(line) < 0.9 * airy


def test_paper_shows_every_tab_under_its_label(browser: Browser, address: str) -> None:
    with opened(browser, color_scheme="dark") as page:
        loaded(page, address)
        page.emulate_media(media="print")
        tabs = page.locator(".tabbed-set").first
        labels, panels = tabs.locator(".tabbed-labels > label"), tabs.locator(".tabbed-block")
        tops = []
        for index in range(3):
            for element in (labels.nth(index), panels.nth(index)):
                box = element.bounding_box()
                assert box is not None
                assert box["height"] > 0
                tops.append(box["y"])
        assert tops == sorted(tops), "the labels do not stand over their own examples"
        assert [each.strip() for each in labels.all_text_contents()] == ["cURL", "JavaScript", "Python"]
        assert page.evaluate(GROUND) == GROUNDS["light"]
        assert page.locator(".md-code__nav").first.is_hidden()
