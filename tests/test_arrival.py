"""A page is read while it still arrives: what is shown stays where it is."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.harness.browser import Quiet, served
from tests.harness.site import Site
from tests.harness.visit import SHIFT

PIECES = 40
PAUSE = 0.04
"""In seconds: a frame is painted between two pieces, on a busy machine too."""

PAINTED = """[performance.getEntriesByName("first-contentful-paint")[0].startTime,
  performance.getEntriesByType("navigation")[0].responseEnd]"""
HIDDEN = """[...document.querySelectorAll("article table")].filter((table) =>
  getComputedStyle(table).visibility === "hidden").length"""


class _InPieces(Quiet):
    """Sends a page as a slow network brings it."""

    def do_GET(self) -> None:  # noqa: N802 - as http.server calls it
        folder = Path(self.translate_path(self.path))
        if not folder.is_dir():
            super().do_GET()
            return
        page = (folder / "index.html").read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        size = len(page) // PIECES + 1
        for start in range(0, len(page), size):
            self.wfile.write(page[start : start + size])
            time.sleep(PAUSE)


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(site.output, _InPieces) as address:
        yield address


def test_page_is_shown_before_it_has_arrived(browser: Browser, address: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(address + "api-reference/errors/")
        painted, arrived = page.evaluate(PAINTED)
    assert painted < arrived / 2


@pytest.mark.parametrize("name", ["endpoints/generation", "endpoints/prompts", "errors"])
def test_nothing_moves_while_a_page_arrives(name: str, browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 360, "height": 800}) as context:
        page = context.new_page()
        page.goto(f"{address}api-reference/{name}/")
        assert page.evaluate(SHIFT) == 0
        assert page.locator("article table").count()
        assert page.evaluate(HIDDEN) == 0
