"""Search finds what readers type: a code from an error, a header from a response, a permission, a task."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from asrun import ROOT
from asrun.browser.chrome import opened
from asrun.browser.visit import loaded
from asrun.text import glimpse

AUTHENTICATION, ENDPOINTS = "getting-started/authentication/", "api-reference/endpoints/"
ERRORS, TESTING, LIMITS = "api-reference/errors/", "getting-started/testing/", "getting-started/rate-limits/"
CODES = re.findall(r"^\| \d{3} \| `(\w+)`", glimpse(ROOT / "docs/api-reference/errors.md"), re.MULTILINE)

# The pages, or the sections, of which one must be among the first three results.
WANTED = {
    **{code: [ERRORS] for code in CODES},
    "INSUFFICIENT_PERMISSIONS": [ERRORS, TESTING + "#a-permission-that-is-missing"],
    "Authorization": [AUTHENTICATION],
    "WWW-Authenticate": [ERRORS],
    "Retry-After": [ERRORS],
    "RateLimit": [LIMITS],
    "RateLimit-Policy": [LIMITS],
    "X-Request-Id": [ERRORS],
    "Idempotency-Key": [ENDPOINTS + "#idempotency"],
    "Idempotency-Replayed": [ENDPOINTS + "#idempotency"],
    "Cache-Control": [ENDPOINTS + "#header-fields"],
    "Location": [ENDPOINTS + "#header-fields"],
    "Allow": [ENDPOINTS + "#header-fields"],
    "webhook-signature": ["guides/webhooks/"],
    "read permission": [AUTHENTICATION + "#key-permissions"],
    "write": [AUTHENTICATION + "#key-permissions"],
    "admin": [AUTHENTICATION + "#key-permissions"],
    "webhook": ["guides/webhooks/"],
    "rotate my key": [
        ENDPOINTS + "keys/#rotate-key",
        AUTHENTICATION + "#rotating-keys",
        "getting-started/managing-keys/#rotate-a-key",
    ],
}

# The first three results: each a page with the sections that are shown with it.
RESULTS = """() => [...document.querySelectorAll(".md-search-result__item")].slice(0, 3).flatMap((result) =>
  [...result.querySelectorAll("a")].filter((link) => !link.closest("details")).map(({ href }) => {
    const { hash, pathname } = new URL(href);
    return pathname.slice(1) + hash;
  }))"""


@pytest.fixture(scope="module")
def search(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser) as page:
        loaded(page, address)
        page.keyboard.press("/")
        yield page


def results(search: Page, query: str) -> list[str]:
    meta = search.locator(".md-search-result__meta")
    search.locator(".md-search__input").fill("")
    search.keyboard.press("End")
    meta.get_by_text("Type to start searching").wait_for()
    search.locator(".md-search__input").fill(query)
    search.keyboard.press("End")
    meta.get_by_text("matching document").wait_for()
    return [str(found) for found in search.evaluate(RESULTS)]


@pytest.mark.parametrize("query", WANTED)
def test_query_is_answered_in_the_first_three_results(query: str, search: Page) -> None:
    found = results(search, query)
    assert any(wanted in found for wanted in WANTED[query]), found


def test_query_is_cleared_by_a_button(search: Page) -> None:
    search.locator(".md-search__input").fill("rotate my key")
    search.get_by_role("button", name="Clear").click()
    assert search.locator(".md-search__input").input_value() == ""
