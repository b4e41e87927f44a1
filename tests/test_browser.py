"""What a reader's browser does with the built site."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.harness.clipboard import PERMISSIONS, check_copies
from tests.harness.pages import PAGES
from tests.harness.report import report
from tests.harness.site import Site
from tests.harness.visit import forgo_search


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(permissions=PERMISSIONS, reduced_motion="reduce") as context:
        forgo_search(context)
        yield context


@pytest.mark.parametrize("page", PAGES)
def test_copy_gives_each_file_as_it_is(page: str, site: Site, address: str, context: BrowserContext) -> None:
    report(check_copies(context, address, site, site.page(page)))
