"""A page is read while it still arrives: what is shown stays where it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

import pytest
from playwright.sync_api import Browser, Page
from starlette.responses import StreamingResponse
from starlette.routing import Route

from asrun.browser.chrome import opened
from asrun.browser.served import served
from asrun.browser.visit import FRAMES, SHIFT
from asrun.pages.site import Site

PIECES = 30

PAINTED = "performance.getEntriesByName('first-contentful-paint').length"
HIDDEN = """[...document.querySelectorAll("article table")].filter((table) =>
  getComputedStyle(table).visibility === "hidden").length"""


@contextmanager
def arriving(browser: Browser, site: Site, url: str) -> Iterator[tuple[Page, Iterator[int]]]:
    """A page on a phone, of which all before the article has been sent, and its pieces: each is sent when asked for."""
    html = (site.output / url / "index.html").read_bytes()
    start = html.index(b"<article")
    size = (len(html) - start) // PIECES + 1
    sent: Queue[bytes] = Queue()

    def pieces() -> Iterator[int]:
        for number in range(PIECES):
            sent.put(html[start + number * size :][:size])
            yield number
        sent.put(b"")

    sent.put(html[:start])
    slow = Route(f"/{url}", lambda _: StreamingResponse(iter(sent.get, b""), media_type="text/html"))
    with (
        served(site.output, [slow]) as address,
        opened(browser, viewport={"width": 360, "height": 800}, reduced_motion="no-preference") as page,
    ):
        try:
            page.goto(address + url, wait_until="commit")
            yield page, pieces()
        finally:
            sent.put(b"")


@pytest.mark.parametrize("name", ["endpoints/generation", "errors"])
def test_page_is_shown_before_it_has_arrived_and_nothing_moves(name: str, browser: Browser, site: Site) -> None:
    with arriving(browser, site, f"api-reference/{name}/") as (page, pieces):
        for number in pieces:
            page.evaluate(FRAMES)
            if number == PIECES // 2:
                assert page.evaluate("document.readyState") == "loading"
                page.wait_for_function(PAINTED)
        page.wait_for_load_state()
        assert page.evaluate(SHIFT) == 0
        assert page.locator("article table").count()
        assert page.evaluate(HIDDEN) == 0
