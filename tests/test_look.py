"""The site fits a phone and paper, looks its own in both schemes, arrives in pieces, and does without JavaScript."""

import base64
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from queue import Queue

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from starlette.responses import StreamingResponse
from starlette.routing import Route

from asrun.browser.chrome import ARGUMENTS, find, opened
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

# The blocks that lack what is due to their kind: what readers get has a title and no Copy, and a response its status.
UNLIKE = """() => [...document.querySelectorAll("article .highlight")].filter((block) => {
  const title = block.querySelector(".filename")?.textContent ?? "";
  const isResponse = title.startsWith("Response");
  const isReceived = isResponse || block.matches(".language-text");
  return (isReceived || block.matches(".language-http")) !== (title !== "" && !/\\.\\w+$/.test(title))
    || isReceived === Boolean(block.querySelector("button[title^=Copy]"))
    || isResponse !== Boolean(block.querySelector("[data-status]"));
}).map((block) => block.textContent.slice(0, 80))"""

# What is painted or glows in indigo or violet, which the theme has and we don't.
INDIGO = """() => [...document.querySelectorAll("body *")].filter((each) => [null, ":before", ":after"].some((part) => {
  const { backgroundColor, boxShadow, color, content } = getComputedStyle(each, part);
  return (!part || content !== "none") && [backgroundColor, boxShadow, color].some((text) => {
    const [red, green, blue] = text.match(/[\\d.]+/g) ?? [];
    return blue > 1.7 * Math.max(red, green, 9);
  });
})).map((each) => each.outerHTML.slice(0, 80))"""

# What sticks out of what should show all of it.
CUT = "(all) => [...document.querySelectorAll(all)].filter((each) => each.scrollWidth > each.clientWidth).length"

# Short code that begins on one line and ends on another.
BROKEN = """[...document.querySelectorAll("article :not(pre) > code")].map((code) => [code, code.textContent])
  .filter(([code, text]) => text.length <= 28 && code.getClientRects().length > 1).map(([, text]) => text)"""

# Warnings that look like notes.
MILD = """[...document.querySelectorAll("article .warning")].map((each) => getComputedStyle(each))
  .filter((style) => style.getPropertyValue("--hue") !== style.getPropertyValue("--amber")).length"""

SCROLLS = "[...document.querySelectorAll('article pre > code')].find((each) => each.scrollWidth > each.clientWidth)"
SETTLED = """Promise.allSettled(document.querySelector("article").getAnimations({ subtree: true })
  .map(({ finished }) => finished))"""

# The ground at the lower right of the first code that scrolls, in a picture of the window.
PAINTED = f"""async (picture) => {{
  const response = await fetch(`data:image/png;base64,${{picture}}`);
  const image = await createImageBitmap(await response.blob());
  const canvas = new OffscreenCanvas(innerWidth, innerHeight).getContext("2d");
  canvas.drawImage(image, 0, 0, innerWidth, innerHeight);
  const {{ right, bottom }} = {SCROLLS}.getBoundingClientRect();
  const [red, green, blue] = canvas.getImageData(right - 14, bottom - 5, 1, 1).data;
  return `rgb(${{red}}, ${{green}}, ${{blue}})`;
}}"""

# Notes the scheme that is known when nothing has been painted yet.
KNOWN = """new MutationObserver((_, observer) => {
  if (!document.body) return;
  globalThis.known = document.documentElement.dataset.scheme;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true })"""

HIDDEN = """[...document.querySelectorAll("article table")].filter((table) =>
  getComputedStyle(table).visibility === "hidden").length"""


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    """A page in a window whose scroll bars take room, as on Windows."""
    launch, shown = browser.browser_type.launch, ["--hide-scrollbars"]
    with (
        launch(executable_path=find(), args=ARGUMENTS, ignore_default_args=shown) as other,
        opened(other, viewport={"width": 1440, "height": 900}) as page,
    ):
        yield page


@pytest.mark.parametrize("url", [GUIDE, ERRORS, KEYS])
def test_code_touches_its_title_and_tabs_copy_suits_a_thumb_and_covers_none_and_no_table_scrolls(
    url: str, phone: Page, address: str
) -> None:
    loaded(phone, address + url)
    assert {*phone.evaluate(GAPS)} <= {0}
    box = phone.locator("article pre button[title^=Copy]").first.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    assert phone.evaluate(COVERED) == phone.evaluate(UNLIKE) == []
    assert phone.evaluate(MILD) == 0
    assert phone.evaluate(CUT, ".md-typeset__scrollwrap, .md-typeset__table, .language-text code") == 0


def test_phone_shows_the_headings_of_tables_and_no_color_of_the_themes_own(phone: Page, address: str) -> None:
    loaded(phone, address + ERRORS)
    assert phone.get_by_text("What went wrong").is_visible()
    phone.locator("summary").first.click()
    assert phone.evaluate(INDIGO) == []


def test_phone_breaks_no_short_code_and_no_columns_and_cuts_no_title(phone: Page, address: str) -> None:
    loaded(phone, address + ERRORS)
    assert phone.evaluate(BROKEN) == []
    loaded(phone, f"{address}verification/")
    assert phone.evaluate(CUT, ".language-text code") == 2
    loaded(phone, f"{address}support/")
    assert phone.evaluate(CUT, ".md-footer .md-ellipsis") == 0


def test_menu_cuts_no_label_and_breaks_no_code(desktop: Page, address: str) -> None:
    loaded(desktop, address + ERRORS)
    assert desktop.evaluate(CUT, ".md-nav--primary .md-ellipsis") == 0
    heights = desktop.locator(".md-nav--primary .md-nav__link[href*=_]").evaluate_all(
        "links => links.map(e => e.offsetHeight)"
    )
    assert len({*heights}) == 1


def test_page_can_be_copied_as_markdown_and_says_when_it_was_changed(page: Page, address: str) -> None:
    loaded(page, address + GUIDE)
    page.get_by_role("button", name="Copy page").click()
    page.get_by_text("Copied to clipboard").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.request.get(f"{address}{GUIDE}index.md").text()
    changed = page.locator("meta[property='article:modified_time']").get_attribute("content")
    day = datetime.fromisoformat(str(changed))
    assert page.get_by_text(f"Last updated on {day:%b} {day.day}, {day.year}", exact=True).is_visible()


def test_paper_is_light_and_has_no_buttons(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    loaded(page, address)
    page.emulate_media(media="print")
    assert page.evaluate(GROUND) == GROUNDS["light"]
    assert page.locator(".md-code__nav").first.is_hidden()
    assert page.locator(".run-button").first.is_hidden()


@pytest.mark.check
def test_no_sheet_ends_with_a_label_and_no_link_of_the_site_has_its_address_on_paper(page: Page, address: str) -> None:
    loaded(page, address + GUIDE)
    page.locator("article a[data-own]").first.wait_for(state="attached")
    page.emulate_media(media="print")
    titles = page.locator("article :is(.filename, .tabbed-labels > label)").all_text_contents()
    assert len(titles) > 5
    sheets = [sheet.extract_text().strip() for sheet in PdfReader(BytesIO(page.pdf(format="A4"))).pages]
    assert [sheet.splitlines()[-1].strip() for sheet in sheets if sheet.splitlines()[-1].strip() in titles] == []
    assert address.removesuffix("/") not in "".join("".join(sheets).split())


def test_page_for_an_unknown_address_leads_to_others(page: Page, address: str) -> None:
    page.goto(f"{address}no/such/page/")
    assert page.get_by_text("There's no page at this address.").is_visible()
    links = page.locator("article li a").evaluate_all("links => links.map(({ href }) => href)")
    assert address in links
    assert [page.request.get(link).status for link in links] == [200] * 4


def test_code_that_scrolls_is_painted_anew_when_the_system_turns_dark(phone: Page, address: str) -> None:
    phone.emulate_media(color_scheme="light", reduced_motion="no-preference")
    loaded(phone, address)
    phone.evaluate(f"{SCROLLS}.scrollIntoView({{ behavior: 'instant', block: 'center' }})")
    phone.screenshot()
    switch(phone, "dark")
    phone.evaluate(f"(async () => {{ await {FRAMES}; await {SETTLED}; await {FRAMES}; }})()")
    assert phone.evaluate(PAINTED, base64.b64encode(phone.screenshot()).decode()) == "rgb(23, 30, 27)"


def test_scheme_is_the_systems_until_chosen_and_known_at_the_first_paint_and_paper_is_light(
    page: Page, address: str
) -> None:
    address += "support/"
    loaded(page, address)
    for system in GROUNDS:
        switch(page, system)
        assert page.evaluate(GROUND) == GROUNDS[system]
    for chosen, system in (("light", "dark"), ("dark", "light")):
        page.get_by_role("button", name=f"Switch to {chosen} mode", exact=True).click()
        switch(page, system)
        assert page.evaluate(GROUND) == GROUNDS[chosen]
        later = page.context.new_page()
        later.add_init_script(KNOWN)
        switch(later, system)
        loaded(later, address)
        assert (later.evaluate("known"), later.evaluate(GROUND)) == (chosen, GROUNDS[chosen])
        later.emulate_media(media="print")
        assert later.evaluate(GROUND) == GROUNDS["light"]
    page.get_by_role("button", name="Switch to the mode of your system").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(GROUND) == GROUNDS["light"]


# Not by Zensical: on a busy machine it opens one link with an anchor in ten at the top of the page, without us too.
def test_link_with_a_language_opens_at_its_anchor(page: Page, address: str) -> None:
    page.goto(f"{address}getting-started/managing-keys/?lang=python#rotate-a-key")
    top = "document.getElementById('rotate-a-key').getBoundingClientRect().top"
    page.wait_for_function(f"{top} >= 0 && {top} < innerHeight / 2")


@each_builder
def test_page_is_shown_before_it_has_arrived_and_nothing_moves(page: Page, site: Site) -> None:
    html = (site.output / ERRORS / "index.html").read_bytes()
    cut = html.rindex(b"</tr>", 0, html.index(b"</table>") - 100)  # in the midst of the table
    sent: Queue[bytes] = Queue()
    sent.put(html[:cut])
    slow = Route(f"/{ERRORS}", lambda _: StreamingResponse(iter(sent.get, b""), media_type="text/html"))
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(reduced_motion="no-preference")
    with served(site.output, [slow]) as address:
        try:
            page.goto(address + ERRORS, wait_until="commit")
            page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
            assert page.evaluate(HIDDEN) == 1
        finally:
            sent.put(html[cut:])
            sent.put(b"")
        page.wait_for_load_state()
        assert page.evaluate(SHIFT) == page.evaluate(HIDDEN) == 0


def test_nothing_moves_where_scroll_bars_take_room(desktop: Page, address: str) -> None:
    loaded(desktop, address + GUIDE)
    assert desktop.evaluate(SHIFT) == 0


def test_page_that_does_not_scroll_keeps_room_for_a_scroll_bar(desktop: Page, address: str) -> None:
    desktop.set_viewport_size({"width": 1440, "height": 3000})
    loaded(desktop, f"{address}support/")
    assert desktop.evaluate("document.documentElement.clientWidth") < 1440


def test_what_is_shown_without_javascript_does_not_need_it(browser: Browser, address: str) -> None:
    viewport = {"width": 360, "height": 800}
    with opened(browser, java_script_enabled=False, color_scheme="dark", viewport=viewport) as plain:
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
