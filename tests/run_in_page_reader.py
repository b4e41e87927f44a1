"""A reader in a browser who presses Run under the examples of the built site."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from asrun.browser.chrome import opened
from asrun.browser.served import served
from asrun.browser.visit import loaded

LABELS = {"bash": "cURL", "javascript": "JavaScript", "python": "Python"}
"""The languages that have Run buttons, as their blocks name them, with the labels of their tabs."""

BELOW = "project/"
"""The path below which it is served, as GitHub Pages does with the site of a project: nothing may leave it."""

UNLIMITED = """{
  const after = setTimeout;
  globalThis.setTimeout = (call, delay, ...rest) => !(delay >= 5000) && after(call, delay, ...rest);
}"""
"""Lets no limit of a run come, which a busy machine could reach: nothing else in the page waits as long."""

# Resolves once instant navigation has shown the next page, and run.js has seen it.
NAVIGATE = """async (url) => {
  const shown = new Promise((resolve) => {
    let pages = 0;
    document$.subscribe(() => pages++ && resolve());
  });
  [...document.querySelectorAll(".md-nav--primary a")].find((link) => link.href === url).click();
  await shown;
}"""

# What a panel shows, once its run has ended.
SHOWN = """(panel) => ({
  status: panel.querySelector("[role=status]").textContent,
  exit: panel.dataset.exit,
  output: [...panel.querySelectorAll(".run-output > .run-stdout")].map((each) => each.textContent).join(""),
  errors: [...panel.querySelectorAll(".run-output > .run-stderr")].map((each) => each.textContent).join(""),
  exchanges: [...panel.querySelectorAll(".run-exchange > summary")].map((each) => each.textContent),
})"""


@dataclass(frozen=True)
class Ran:
    """What a panel shows of a run: `exit` is empty where it was ended; an exchange is its line, `GET /v1/me 200 OK`."""

    status: str
    exit: str
    output: str
    errors: str
    exchanges: list[str]


class Example:
    """The first program of a language on the page that is open, with its Run button."""

    def __init__(self, page: Page, language: str) -> None:
        self._page, self._label = page, LABELS[language]
        self.block = page.locator(f".tabbed-block > .language-{language}.highlight:has(> .run-button)").first
        self.button = self.block.locator(".run-button")
        self.panel = self.block.locator(".run-panel")
        self.code = self.block.locator("pre > code").first
        self.key = self.panel.get_by_label("API key")

    def tool(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def show(self) -> None:
        if not self.button.is_visible():
            self._page.locator(".tabbed-labels > label", has_text=self._label).first.click()

    def press(self) -> None:
        self.show()
        self.button.click()

    def ended(self) -> Ran:
        self.panel.and_(self._page.locator("[data-exit]")).wait_for()
        return Ran(**self.panel.evaluate(SHOWN))

    def run(self, text: str | None = None) -> Ran:
        self.begin(text)
        return self.ended()

    def begin(self, text: str | None) -> None:
        self.show()
        if text is not None:
            if not self.panel.count():
                self.run()
            if self.tool("Edit").is_visible():
                self.tool("Edit").click()
            self.code.evaluate("(code, text) => { code.textContent = text }", text)
        self.press()


@dataclass(frozen=True)
class Read:
    page: Page
    address: str
    sent: list[tuple[str, int]]

    def example(self, language: str) -> Example:
        return Example(self.page, language)

    def navigate(self, url: str) -> None:
        """Follows a link of the menu, as instant navigation does: the page is not loaded anew."""
        self.page.evaluate(NAVIGATE, self.address + url)


@contextmanager
def reading(browser: Browser, site: Path) -> Iterator[Read]:
    """Opens the first page of a built site as a new reader does.

    The server compresses, as hosts do: a browser does not keep the 10 MB of WebAssembly in memory.
    """
    sent: list[tuple[str, int]] = []

    async def record(request: Request, respond: RequestResponseEndpoint) -> Response:
        response = await respond(request)
        sent.append((request.url.path.removeprefix("/"), response.status_code))
        return response

    recording = Middleware(BaseHTTPMiddleware, dispatch=record)
    with (
        served(site, middleware=[recording, Middleware(GZipMiddleware, compresslevel=1)], below=BELOW) as address,
        opened(browser, viewport={"width": 1280, "height": 900}) as page,
    ):
        page.add_init_script(UNLIMITED)
        loaded(page, address)
        yield Read(page, address, sent)
