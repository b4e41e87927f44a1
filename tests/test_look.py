"""The site fits a phone and paper, and looks its own in both schemes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import opened
from asrun.browser.visit import GROUND, GROUNDS, loaded, switch

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

# How far each title and each set of labels is from the code below it.
GAPS = """() => {
  const pairs = [...document.querySelectorAll("span.filename + pre")].map((pre) => [pre.previousSibling, pre]);
  for (const set of document.querySelectorAll(".tabbed-set")) {
    const first = set.querySelector(".tabbed-block > .highlight:first-child > :first-child");
    if (first) pairs.push([set.querySelector(".tabbed-labels"), first]);
  }
  return pairs.filter(([, below]) => below.offsetHeight).map(([above, below]) =>
    Math.round(below.getBoundingClientRect().top - above.getBoundingClientRect().bottom));
}"""

CODE_IN_HEADINGS = """() => [...document.querySelectorAll("article :is(h2, h3, h4) > code")].map((code) =>
  parseFloat(getComputedStyle(code).fontSize) / parseFloat(getComputedStyle(code.parentElement).fontSize))"""

LINE_HEIGHT = "parseFloat(getComputedStyle(document.querySelector('article p')).lineHeight)"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with opened(browser, viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True) as page:
        yield page


def test_schemes_differ_in_colour_alone(browser: Browser, address: str) -> None:
    boxes = []
    with opened(browser) as page:
        loaded(page, address + ERRORS)
        for scheme, ground in GROUNDS.items():
            switch(page, scheme)
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


def test_copy_buttons_suit_a_thumb_and_are_there_before_the_theme_measures_the_page(phone: Page, address: str) -> None:
    phone.add_init_script("""addEventListener("DOMContentLoaded", () => {
      globalThis.bare = document.querySelectorAll("article pre:not(:has(.md-code__nav))").length;
    })""")
    phone.goto(address + GUIDE)
    assert phone.evaluate("bare") == 0
    button = phone.locator("article pre button[title^=Copy]").first
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert button.evaluate("button => getComputedStyle(button).color") == "rgb(85, 98, 92)"


@pytest.mark.parametrize(("url", "touch"), [(GUIDE, True), (ERRORS, True), (GUIDE, False)])
def test_copy_button_covers_no_code(url: str, touch: bool, browser: Browser, address: str) -> None:
    with opened(browser, viewport={"width": 360, "height": 800}, has_touch=touch, is_mobile=touch) as page:
        loaded(page, address + url)
        assert page.locator(".md-code__nav").count() > 5
        assert page.evaluate(COVERED) == []


def test_reference_is_denser_than_a_guide_and_its_headings_suit_their_code(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        loaded(page, address + GUIDE)
        assert {*page.evaluate(GAPS)} == {0}
        airy = page.evaluate(LINE_HEIGHT)
        loaded(page, address + ERRORS)
        assert page.evaluate(LINE_HEIGHT) < 0.9 * airy
        assert min(page.evaluate(CODE_IN_HEADINGS)) >= 0.95 - 1e-6
        loaded(page, address + "api-reference/endpoints/keys/")
        assert {*page.evaluate(GAPS)} == {0}


def test_paper_is_light_and_shows_every_tab_under_its_label(browser: Browser, address: str) -> None:
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
