"""What a reader's browser does with the built site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error

from tests.harness import ROOT
from tests.harness.blocks import blocks, source_text
from tests.harness.browser import complaints, copy
from tests.harness.finding import Finding, quote
from tests.harness.recording import difference
from tests.harness.report import report
from tests.harness.site import Site

each_page = pytest.mark.parametrize(
    "name", sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"], reduced_motion="reduce") as context:
        context.set_default_timeout(5_000)
        yield context


@each_page
def test_copy_gives_each_file_as_it_is_and_the_browser_complains_of_nothing(
    name: str, site: Site, address: str, context: BrowserContext
) -> None:
    page = site.page(name)
    findings = []
    with context.new_page() as tab:
        heard = complaints(tab, address)
        tab.goto(address + page.url)
        # In order of their tabs: tabs of one label are linked, so that one press opens them all over the page.
        for index, block in sorted(enumerate(blocks(site, page)), key=lambda each: each[1].tabs):
            try:
                copied = copy(tab, index)
            except Error as error:
                copied = error.message.partition("\n")[0]
            text = source_text(site, block.fence) if block.fence else None
            if copied != text:
                number, expected, came = difference(text or "", copied)
                what = f"{quote(expected)} as line {number} in the clipboard"
                findings.append(
                    Finding(block.where, block.tab, "", what, quote(came), "let the page show what the file says")
                )
    findings += [
        Finding(page.where(1), "", "", "a page without complaints", what, "mend what causes it") for what in heard
    ]
    report(findings)
