"""What a browser meets on a page. A page is opened once, at every width and in both schemes, for many tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, Request

from asrun import ROOT
from asrun.browser.chrome import complaints, launched, opened
from asrun.browser.served import served
from asrun.copies.lines import printable
from asrun.examples.example import RECORDINGS
from asrun.examples.recording import difference
from asrun.examples.waiting import until
from asrun.finding import Finding, quote
from asrun.pages.blocks import blocks, source_text
from asrun.pages.site import Page as Source
from asrun.pages.site import Site
from asrun.pages.tally import COUNTED

PERMISSIONS = ("clipboard-read", "clipboard-write")

# Empties the clipboard, opens tabs, from the outermost, until the block of that index can be seen, puts it into the
# middle of the window, and says where to press; nothing where there is no button.
_AIM = """async index => {
  await navigator.clipboard.writeText("");
  const block = document.querySelectorAll("article pre")[index];
  const closed = [];
  for (let panel = block; (panel = panel.parentElement.closest(".tabbed-block")); ) {
    const input = panel.closest(".tabbed-set").querySelectorAll(":scope > input");
    closed.unshift(input[[...panel.parentElement.children].indexOf(panel)]);
  }
  for (const input of closed.filter(({ checked }) => !checked)) {
    input.labels[0].click();
    await new Promise(requestAnimationFrame);
  }
  const button = block.querySelector("button[title^=Copy]");
  if (!button) return;
  button.scrollIntoView({ behavior: "instant", block: "center" });
  const { x, y, width, height } = button.getBoundingClientRect();
  return [x + width / 2, y + height / 2];
}"""


def check_copies(page: Page, site: Site, source: Source) -> list[Finding]:
    """Presses Copy on every block of the page that is open, in every tab.

    The clipboard must hold the file, but for its final newline; what a run has recorded needs no button. The page's
    context must have `PERMISSIONS`. The mouse presses where the button is, whatever lies over it there: locators wait
    for two frames each time.
    """
    findings = []
    # In order of their tabs: tabs of one label are linked, so that one press opens them all over the page.
    for index, block in sorted(enumerate(blocks(site, source)), key=lambda each: each[1].tabs):
        text = source_text(site, block.fence) if block.fence else None
        include = block.fence.include if block.fence else None
        is_recorded = include and PurePath(include).name in {*RECORDINGS, *COUNTED}
        try:
            place = page.evaluate(_AIM, index)
            if is_recorded and not place:
                continue
            page.mouse.click(*place or (0, 0))
            copied = str(page.evaluate("navigator.clipboard.readText()"))
        except Error as error:
            copied = error.message.partition("\n")[0]
        if copied != text:
            number, expected, actual = difference(text or "", copied)
            expected = f"{quote(expected)} as line {number} in the clipboard"
            fix = "let the page show what the file says, under a copy button"
            findings.append(block.finding(expected, quote(actual), fix))
    return findings


WIDTHS = (360, 768, 1280, 1920)
AXE = ROOT / "node_modules/axe-core/axe.min.js"

GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 21, 19)"}
GROUND = "getComputedStyle(document.body).backgroundColor"

# Where everything in the article is before any script of the page has touched it.
PLACES = """
  globalThis.places = () => new Map([...document.querySelectorAll("article *")].map((element) => {
    const { x, y } = element.getBoundingClientRect();
    return [element, `${x}, ${y}`];
  }));
  document.addEventListener("DOMContentLoaded", () => { globalThis.before = places(); });
"""

# What is no longer where it was before the scripts ran.
MOVED = """() => [...places()]
  .filter(([element, place]) => before.has(element) && before.get(element) !== place)
  .map(([element, place]) => `from ${before.get(element)} to ${place}: ${element.outerHTML.slice(0, 120)}`)"""

# Until what has changed is painted. Material lets the keyboard into what scrolls once it has seen a change of size.
FRAMES = "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"

# The sum of the shifts that the reader has not caused.
SHIFT = f"""async () => {{
  await {FRAMES};
  const observer = new PerformanceObserver(() => {{}});
  observer.observe({{ type: "layout-shift", buffered: true }});
  return observer.takeRecords().reduce((sum, {{ hadRecentInput, value }}) => sum + (hadRecentInput ? 0 : value), 0);
}}"""

# Opens every tab and every <details>, so that one run reads them all.
OPEN = """() => {
  const textContent = ".tabbed-block { display: block !important }";
  document.head.append(Object.assign(document.createElement("style"), { textContent }));
  for (const details of document.querySelectorAll("details")) details.open = true;
}"""

# What sticks out of the window, unless something around it scrolls or clips.
OVERFLOWS = """() => [...document.querySelectorAll("article *, header *, footer *")]
  .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
  .filter((element) => {
    for (let box = element.parentElement; box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== "visible") return false;
    return true;
  })
  .map((element) => element.outerHTML.slice(0, 120))"""

# axe reads the text of code once: one token of each class represents thousands like it.
TRIM = """() => {
  const seen = new Set();
  for (const token of document.querySelectorAll("pre > code span")) {
    if (token.querySelector("span")) continue;
    if (seen.has(token.className)) token.replaceWith(token.textContent);
    seen.add(token.className);
  }
}"""

# Of what is printed, from top to bottom: its text, and how much of it is cut off where it is a block.
PRINTED = """(selector) => [...document.querySelectorAll(selector)]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .map((element) => ({ element, place: element.getBoundingClientRect() }))
  .sort((one, { place }) => one.place.top - place.top || one.place.left - place.left)
  .map(({ element }) => [
    element.localName === "code" ? element.innerText.replace(/\\n$/, "")
      : (element.localName === "tr" ? element.innerText : element.textContent).replace(/[\\s¶\u200b]+/g, " ").trim(),
    element.localName === "code"
      ? Math.max(element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight) : 0,
  ])"""

VIOLATIONS = """async (context) => {
  const { violations } = await axe.run(context ?? document, { preload: false, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)}: ${failureSummary}`));
}"""


@dataclass(frozen=True)
class Visit:
    """`fetched` are paths below the site's root; `shift` is the cumulative layout shift, `moved` also what is out of
    sight; `copies` are the blocks whose copy button gives something else; `printed` is what paper shows from top to
    bottom, each with how many pixels of it are cut off."""

    complaints: Sequence[str]
    cookies: Sequence[str]
    fetched: Sequence[str]
    shift: float
    moved: Sequence[str]
    copies: Sequence[Finding]
    printed: Sequence[tuple[str, int]]
    overflows: Sequence[str]


class Visits(dict[str, Visit]):
    """Visits to pages of a site, by their addresses below its root: each is made when it is asked for first."""

    def __init__(self, browser: Browser, address: str, site: Site) -> None:
        super().__init__()
        self._place = (browser, address, site)

    def __missing__(self, url: str) -> Visit:
        source = next(page for page in self._place[-1].pages if page.url == url)
        self[url] = visit(*self._place, source)
        return self[url]


def visit(browser: Browser, address: str, site: Site, source: Source) -> Visit:
    """Opens a page as a new reader on a phone does, presses Copy on a desk, prints the page, then tries every width."""
    with opened(browser, viewport={"width": 360, "height": 800}, permissions=PERMISSIONS) as page:
        page.add_init_script(PLACES)
        heard = complaints(page, address)
        fetched = loaded(page, address + source.url)
        shift, moved = page.evaluate(SHIFT), page.evaluate(MOVED)

        page.set_viewport_size({"width": 1280, "height": 720})
        copies = check_copies(page, site, source)

        page.emulate_media(media="print")
        page.set_viewport_size({"width": 718, "height": 1000})  # an A4 page between its margins
        printed = [(text, cut) for text, cut in page.evaluate(PRINTED, printable(site.theme))]
        page.emulate_media(media="screen")

        page.evaluate(OPEN)
        overflows: list[str] = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            overflows += [f"{width} px: {found}" for found in page.evaluate(OVERFLOWS)]
        cookies = [str(cookie.get("name")) for cookie in page.context.cookies()]
    return Visit(heard, cookies, fetched, shift, moved, copies, printed, overflows)


def violations(browser: Browser, address: str) -> list[str]:
    """What axe finds on a page with all its tabs open: on a wide screen in the dark, and on a light phone."""
    found: list[str] = []
    with opened(browser) as page:
        loaded(page, address)
        for code in (OPEN, TRIM, AXE.read_text("utf-8")):
            page.evaluate(code)
        for width, scheme in ((1920, "dark"), (360, "light")):
            page.set_viewport_size({"width": width, "height": 800})
            switch(page, scheme)
            page.evaluate(FRAMES)
            found += [f"{width} px, {scheme}: {each}" for each in page.evaluate(VIOLATIONS)]
    return found


def loaded(page: Page, address: str) -> list[str]:
    """Opens an address and waits until all that it asks for has come: their paths, in the order of asking.

    What fails is waited for no longer: another page may ask for it still when it is left for this one.
    """
    asked: list[Request] = []
    ended: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright keeps a note on it
    for event in ("requestfinished", "requestfailed"):  # no response finishes whose request fails
        page.on(event, lambda request: ended.append(request))  # noqa: PLW0108 - as above
    page.goto(address)
    until(lambda: page.evaluate("null") or len(ended) >= len(asked))  # evaluating lets Playwright hear of events
    return [urlsplit(request.url).path.removeprefix("/") for request in asked if not request.failure]


def switch(page: Page, scheme: str) -> None:
    """Lets the system prefer "light" or "dark"."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")


def shot(site: Site, place: str) -> bytes:
    """A PNG of what a window shows in which `page.md#anchor` is opened. Raises FileNotFoundError without a browser."""
    name, _, anchor = place.partition("#")
    size = {"width": 1280, "height": 900}
    with served(site.output) as address, launched() as browser, opened(browser, viewport=size) as page:
        loaded(page, f"{address}{site.page(name).url}#{anchor}")
        return page.screenshot()
