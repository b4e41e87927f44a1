"""Search finds what readers type: a code from an error, a header from a response, a permission, a task."""

import re

import pytest
from playwright.sync_api import Browser, Page

from asrun import ROOT
from asrun.browser.chrome import opened
from asrun.browser.visit import loaded
from asrun.text import glimpse
from tests.builders import ZENSICAL

KEYS, ENDPOINTS = "getting-started/authentication/#key-permissions", "api-reference/endpoints/"
ERRORS, LIMITS = "api-reference/errors/", "getting-started/rate-limits/"
CODES = re.findall(r"^\| \d{3} \| `(\w+)`", glimpse(ROOT / "docs/api-reference/errors.md"), re.MULTILINE)

# The pages, or the sections, of which one must be among the first three results.
WANTED = {
    **{name: [ERRORS] for name in (*CODES, "INVALID_API_KEY", "WWW-Authenticate", "Retry-After", "X-Request-Id")},
    **{name: [LIMITS] for name in ("RateLimit", "RateLimit-Policy")},
    **{name: [f"{ENDPOINTS}#idempotency"] for name in ("Idempotency-Key", "Idempotency-Replayed")},
    **{name: [f"{ENDPOINTS}#header-fields"] for name in ("Cache-Control", "Location", "Allow")},
    **{name: ["guides/webhooks/"] for name in ("webhook", "webhook-signature")},
    **{name: [KEYS] for name in ("read permission", "write", "admin")},
    "INSUFFICIENT_PERMISSIONS": [ERRORS, "getting-started/testing/#a-permission-that-is-missing"],
    "Authorization": ["getting-started/authentication/"],
    "rotate my key": [f"{ENDPOINTS}keys/#rotate-key", "getting-started/managing-keys/#rotate-a-key"],
}

# The first three results: each a page with the sections that are shown with it.
RESULTS = """() => [...document.querySelectorAll(".md-search-result__item")].slice(0, 3).flatMap((result) =>
  [...result.querySelectorAll("a")].filter((link) => !link.closest("details")).map(({ href }) => {
    const { hash, pathname } = new URL(href);
    return pathname.slice(1) + hash;
  }))"""


def test_each_query_is_answered_in_the_first_three_results_once_the_last_is_cleared(page: Page, address: str) -> None:
    loaded(page, address)
    page.keyboard.press("/")
    page.keyboard.type("webhook")
    results, text = page.locator(".md-search-result__meta"), page.locator(".md-search__input")
    found = {}
    for query in WANTED:
        page.get_by_role("button", name="Clear").click()
        assert text.input_value() == ""
        page.keyboard.press("End")
        results.get_by_text("Type to start searching").wait_for()
        text.fill(query)
        page.keyboard.press("End")
        results.get_by_text("matching document").wait_for()
        found[query] = page.evaluate(RESULTS)
    assert {query: each for query, each in found.items() if not {*WANTED[query]} & {*each}} == {}


# The colours of the box that the reader types into, and of its text: of the outermost that has each.
LOOK = """input => {
  const ground = (element) => {
    const { backgroundColor } = getComputedStyle(element);
    return backgroundColor === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : backgroundColor;
  };
  const light = (colour) => Math.max(...colour.match(/[\\d.]+/g).slice(0, 3).map(Number)) > 0.5;
  return [light(ground(input)), light(getComputedStyle(input).color)];
}"""


@pytest.mark.check
@pytest.mark.parametrize("site", [ZENSICAL], indirect=True)
def test_search_of_zensical_is_dark_in_the_dark_scheme(browser: Browser, address: str) -> None:
    with opened(browser, color_scheme="dark") as page:
        loaded(page, address)
        page.keyboard.press("/")
        box = page.get_by_role("dialog").locator("input").first
        box.wait_for()
        assert box.evaluate(LOOK) == [False, True], "the box should be dark, and its text light"
