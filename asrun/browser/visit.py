"""What a browser meets on a page. A page is opened once, at every width and in both schemes, for many tests."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

from asrun import ROOT
from asrun.browser.chrome import complaints, launched, opened
from asrun.browser.clipboard import PERMISSIONS, check_copies
from asrun.finding import Finding
from asrun.pages.site import Page as Source
from asrun.pages.site import Site

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

# Every tab and every <details> at once, so that one run reads them all.
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

# The least contrast between a token of code and the ground that it stands on, as WCAG counts it.
CONTRAST = """() => {
  const ground = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : luminance(backgroundColor);
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratios = [...document.querySelectorAll("article code, article code span")].map((token) => {
    const text = luminance(getComputedStyle(token).color);
    const below = ground(token);
    return (Math.max(text, below) + 0.05) / (Math.min(text, below) + 0.05);
  });
  return Math.min(21, ...ratios);
}"""

# CONTRAST has seen the tokens of code: without those thousands the rest needs a tenth of the time.
TRIM = """() => {
  for (const code of document.querySelectorAll("pre > code")) code.textContent = code.textContent;
}"""

# axe's slowest rule by far reads one text of each look: the names and the colours of all that it stands in.
DISTINCT = """() => {
  for (const marked of document.querySelectorAll("[data-distinct]")) marked.removeAttribute("data-distinct");
  const looks = new Map();
  const look = (element) => {
    if (element && !looks.has(element)) {
      const { backgroundColor, backgroundImage, color, filter, fontSize, fontWeight, opacity, textShadow } =
        getComputedStyle(element);
      looks.set(element, [look(element.parentElement), element.localName, element.className, backgroundColor,
        backgroundImage, color, filter, fontSize, fontWeight, opacity, textShadow].join());
    }
    return looks.get(element);
  };
  const seen = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (!seen.has(look(element))) element.dataset.distinct = "";
    seen.add(look(element));
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-distinct]" }] });
}"""

VIOLATIONS = """async (context) => {
  const { violations } = await axe.run(context ?? document, { preload: false, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)}: ${failureSummary}`));
}"""


@dataclass(frozen=True)
class Visit:
    """`fetched` are paths below the site's root; `shift` is the cumulative layout shift, `moved` also what is out of
    sight; `copies` are the blocks whose copy button gives something else; `contrast` is by scheme."""

    complaints: Sequence[str]
    cookies: Sequence[str]
    fetched: Sequence[str]
    shift: float
    moved: Sequence[str]
    copies: Sequence[Finding]
    overflows: Sequence[str]
    contrast: dict[str, float]
    violations: Sequence[str]


class Visits:
    """Visits to pages of a site, by their addresses below its root: two browsers make them ahead of the tests."""

    def __init__(self, address: str, site: Site, sources: Sequence[Source]) -> None:
        self._pool = ThreadPoolExecutor(2)
        self._halves = {
            tuple(source.url for source in half): self._pool.submit(_visit_all, address, site, half)
            for half in (sources[::2], sources[1::2])
        }

    def __getitem__(self, url: str) -> Visit:
        return next(visits.result()[url] for half, visits in self._halves.items() if url in half)

    def close(self) -> None:
        """Waits for the visits that are under way."""
        self._pool.shutdown()


def _visit_all(address: str, site: Site, sources: Sequence[Source]) -> dict[str, Visit]:
    with launched() as browser:
        return {source.url: visit(browser, address, site, source) for source in sources}


def visit(browser: Browser, address: str, site: Site, source: Source) -> Visit:
    """Opens a page as a new reader on a phone does, presses Copy on a desk, then darkens the page, then widens it."""
    with opened(browser, viewport={"width": 360, "height": 800}, permissions=PERMISSIONS) as page:
        page.add_init_script(PLACES)
        heard = complaints(page, address)
        fetched = loaded(page, address + source.url)
        shift, moved = page.evaluate(SHIFT), page.evaluate(MOVED)

        page.set_viewport_size({"width": 1280, "height": 720})
        copies = check_copies(page, site, source)
        page.mouse.move(0, 0)

        page.evaluate(OPEN)
        contrast = {"light": page.evaluate(CONTRAST)}
        switch(page, "dark")
        contrast["dark"] = page.evaluate(CONTRAST)
        page.evaluate(TRIM)
        page.evaluate(AXE.read_text("utf-8"))
        overflows: list[str] = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            overflows += [f"{width} px, dark: {found}" for found in page.evaluate(OVERFLOWS)]
        violations = _violations(page, "1920 px, dark")
        switch(page, "light")
        page.set_viewport_size({"width": 360, "height": 800})
        overflows += [f"360 px, light: {found}" for found in page.evaluate(OVERFLOWS)]
        violations += _violations(page, "360 px, light")
        cookies = [str(cookie.get("name")) for cookie in page.context.cookies()]
    return Visit(heard, cookies, fetched, shift, moved, copies, overflows, contrast, violations)


def _violations(page: Page, where: str) -> list[str]:
    page.evaluate(FRAMES)
    page.evaluate(DISTINCT)
    return [f"{where}: {found}" for found in page.evaluate(VIOLATIONS)]


def loaded(page: Page, address: str) -> list[str]:
    """Opens an address and waits until all that it asks for has come: their paths, in the order of asking.

    What fails is waited for no longer: another page may ask for it still when it is left for this one.
    """
    asked: list[Request] = []
    came: list[str] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright keeps a note on it
    page.goto(address)
    for request in asked:  # which grows meanwhile
        if response := request.response():
            response.finished()
            came.append(urlsplit(request.url).path.removeprefix("/"))
    return came


def switch(page: Page, scheme: str) -> None:
    """Lets the system prefer "light" or "dark"."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
