"""A page is read while it still arrives: what is shown stays where it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from queue import Queue

import pytest
from playwright.sync_api import Browser, Page
from starlette.responses import StreamingResponse
from starlette.routing import Route

from asrun.browser.chrome import opened
from asrun.browser.served import served
from asrun.browser.visit import FRAMES, SHIFT
from asrun.pages.site import Site

PIECES = 40

PAINTED = "performance.getEntriesByName('first-contentful-paint').length"
HIDDEN = """[...document.querySelectorAll("article table")].filter((table) =>
  getComputedStyle(table).visibility === "hidden").length"""


@contextmanager
def arriving(browser: Browser, site: Site, url: str) -> Iterator[tuple[Page, Iterator[None]]]:
    """A page on a phone, of which all before the article has been sent, and its pieces: each is sent when asked for."""
    html = (site.output / url / "index.html").read_bytes()
    start = html.index(b"<article")
    size = (len(html) - start) // PIECES + 1
    sent: Queue[bytes] = Queue()

    def pieces() -> Iterator[None]:
        for place in range(start, len(html), size):
            sent.put(html[place : place + size])
            yield
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


def test_page_is_shown_before_it_has_arrived(browser: Browser, site: Site) -> None:
    with arriving(browser, site, "api-reference/errors/") as (page, pieces):
        for _ in islice(pieces, PIECES // 2):
            assert page.evaluate("document.readyState") == "loading"
        page.wait_for_function(PAINTED)


@pytest.mark.parametrize("name", ["endpoints/generation", "endpoints/prompts", "errors"])
def test_nothing_moves_while_a_page_arrives(name: str, browser: Browser, site: Site) -> None:
    with arriving(browser, site, f"api-reference/{name}/") as (page, pieces):
        for _ in pieces:
            page.evaluate(FRAMES)
        page.wait_for_load_state()
        assert page.evaluate(SHIFT) == 0
        assert page.locator("article table").count()
        assert page.evaluate(HIDDEN) == 0
