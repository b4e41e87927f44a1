"""The site fits a phone and paper, looks its own in both schemes, arrives in pieces, and does without JavaScript."""

from queue import Queue

import pytest
from playwright.sync_api import Browser, Page
from starlette.responses import StreamingResponse
from starlette.routing import Route

from asrun.browser.chrome import opened
from asrun.browser.served import served
from asrun.browser.visit import FRAMES, GROUND, GROUNDS, SHIFT, loaded, switch
from asrun.pages.site import Site
from tests.builders import each_builder

ERRORS, GUIDE, KEYS = "api-reference/errors/", "guides/webhooks/", "api-reference/endpoints/keys/"

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

PIECES = 40
PAINTED = "performance.getEntriesByName('first-contentful-paint').length"
HIDDEN = """[...document.querySelectorAll("article table")].filter((table) =>
  getComputedStyle(table).visibility === "hidden").length"""


def test_schemes_differ_in_colour_alone(page: Page, address: str) -> None:
    boxes = []
    loaded(page, address + ERRORS)
    for scheme, ground in GROUNDS.items():
        switch(page, scheme)
        assert page.evaluate(GROUND) == ground
        boxes.append(page.evaluate(BOXES))
    assert boxes[0] == boxes[1]


@pytest.mark.parametrize("url", [GUIDE, ERRORS])
def test_copy_button_suits_a_thumb_and_covers_no_code_and_a_wide_table_scrolls(
    url: str, phone: Page, address: str
) -> None:
    loaded(phone, address + url)
    box = phone.locator("article pre button[title^=Copy]").first.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert phone.evaluate(COVERED) == []
    if url == ERRORS:
        scroller = phone.locator(".md-typeset__scrollwrap").first
        assert scroller.evaluate("box => { box.scrollLeft = 1000; return box.scrollLeft }") > 0


@pytest.mark.parametrize("url", [GUIDE, KEYS])
def test_tabs_and_titles_touch_their_code_and_the_copy_button_of_a_narrow_window_covers_none(
    url: str, page: Page, address: str
) -> None:
    loaded(page, address + url)
    assert {*page.evaluate(GAPS)} == {0}
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate(COVERED) == []


def test_paper_is_light_and_shows_every_tab_under_its_label(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    loaded(page, address)
    page.emulate_media(media="print")
    tabs = page.locator(".tabbed-set").first
    labels, panels = tabs.locator(".tabbed-labels > label"), tabs.locator(".tabbed-block")
    boxes = [each.nth(index).bounding_box() for index in range(3) for each in (labels, panels)]
    tops = [box["y"] for box in boxes if box and box["height"]]
    assert len(tops) == len(boxes)
    assert tops == sorted(tops), "the labels do not stand over their own examples"
    assert page.evaluate(GROUND) == GROUNDS["light"]
    assert page.locator(".md-code__nav").first.is_hidden()


@pytest.mark.parametrize("url", ["api-reference/endpoints/generation/", pytest.param(ERRORS, marks=pytest.mark.check)])
@each_builder
def test_page_is_shown_before_it_has_arrived_and_nothing_moves(url: str, page: Page, site: Site) -> None:
    html = (site.output / url / "index.html").read_bytes()
    start = html.index(b"<article")
    size = (len(html) - start) // PIECES + 1
    sent: Queue[bytes] = Queue()
    sent.put(html[:start])
    slow = Route(f"/{url}", lambda _: StreamingResponse(iter(sent.get, b""), media_type="text/html"))
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(reduced_motion="no-preference")
    with served(site.output, [slow]) as address:
        try:
            page.goto(address + url, wait_until="commit")
            for number in range(PIECES):
                sent.put(html[start + number * size :][:size])
                page.evaluate(FRAMES)
                if number == PIECES // 2:
                    assert page.evaluate("document.readyState") == "loading"
                    page.wait_for_function(PAINTED)
        finally:
            sent.put(b"")
        page.wait_for_load_state()
        assert page.evaluate(SHIFT) == 0
        assert page.locator("article table").count()
        assert page.evaluate(HIDDEN) == 0


@each_builder
def test_every_language_and_table_can_be_read_without_javascript_which_nothing_shown_needs(
    browser: Browser, address: str
) -> None:
    viewport = {"width": 360, "height": 800}
    with opened(browser, java_script_enabled=False, color_scheme="dark", viewport=viewport) as plain:
        plain.goto(address)
        tabs = plain.locator(".tabbed-set").first
        panels = tabs.locator(".tabbed-block")
        for index, label in enumerate(("cURL", "JavaScript", "Python")):
            tabs.locator(".tabbed-labels > label", has_text=label).click()
            assert [panels.nth(each).is_visible() for each in range(3)] == [each == index for each in range(3)]
        plain.goto(address + ERRORS)
        box = plain.locator("article table").first.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 360
        plain.set_viewport_size({"width": 1280, "height": 800})
        assert plain.locator(".md-search__input").is_hidden()
        assert plain.locator("label.md-header__button[for=__search]").is_hidden()
        assert plain.get_by_title("Switch to light mode").count() == 0
        assert plain.evaluate(GROUND) == GROUNDS["dark"]
        plain.locator(f".md-nav--primary a[href$='{GUIDE}']").click()
        plain.wait_for_url(f"**/{GUIDE}")
