"""Search finds what readers type: a code from an error, a header from a response, a permission, a task."""

import re
from itertools import chain

from playwright.sync_api import Page

from asrun import ROOT
from asrun.browser.visit import loaded
from asrun.text import glimpse

ENDPOINTS, ERRORS, LIMITS = "api-reference/endpoints/", "api-reference/errors/", "getting-started/rate-limits/"
CAUSES = "getting-started/troubleshooting/"
CODES = re.findall(r"^\| \d{3} \| `(\w+)`", glimpse(ROOT / "docs/api-reference/errors.md"), re.MULTILINE)

# The section that is found first, or with a page that is: also for what readers paste from a response or a terminal.
FIRST = {
    **{code: f"{ERRORS}#{code.lower()}" for code in CODES},
    "INVALID_API_KEY": f"{CAUSES}#the-key-is-not-valid",
    "401 INVALID_API_KEY: The provided API key is invalid": f"{CAUSES}#the-key-is-not-valid",
    **dict.fromkeys(["EXPIRED_API_KEY", "EXPIRED_API_KEY:"], f"{CAUSES}#the-key-has-expired"),
    "MISSING_API_KEY": f"{CAUSES}#the-request-has-no-key",
    **dict.fromkeys(["401", "curl: (22) The requested URL returned error: 401"], f"{CAUSES}#the-api-refuses-the-key"),
    "curl: (60)": f"{CAUSES}#no-answer",
    "Bearer": "getting-started/authentication/",
    "webhook signature": "guides/webhooks/#verify-a-delivery",
    "python timeout": "guides/best-practices/#set-timeouts-retry-with-care",
    "idempotency": f"{ENDPOINTS}#idempotency",
    "rate limit header": LIMITS,
    "rotate key": "getting-started/managing-keys/#rotate-a-key",
    "windows": "getting-started/authentication/#environment-variables",
    ".env": "getting-started/environment-variables/#a-env-file-for-one-project",
    "Retry-After: 2": f"{LIMITS}#retry",
    "v1/me": f"{ENDPOINTS}account/#get-current-key",
    "request id": "support/#find-the-request-id",
}

# The one that is among the first three.
AMONG = {
    **dict.fromkeys(("WWW-Authenticate", "X-Request-Id"), ERRORS),
    **dict.fromkeys(("RateLimit", "RateLimit-Policy", "Retry-After"), LIMITS),
    "Idempotency-Replayed": f"{ENDPOINTS}#idempotency",
    **dict.fromkeys(("Cache-Control", "Location"), f"{ENDPOINTS}#header-fields"),
    "Allow": f"{ERRORS}#method_not_allowed",
    **dict.fromkeys(("webhook", "webhook-signature"), "guides/webhooks/"),
    **dict.fromkeys(("read permission", "write", "admin"), "getting-started/authentication/#key-permissions"),
    "rotate my key": "getting-started/managing-keys/#rotate-a-key",
}

# The first three results: each a page with the sections that are shown with it.
RESULTS = """() => [...document.querySelectorAll(".md-search-result__item")].slice(0, 3).map((result) =>
  [...result.querySelectorAll("a")].filter((link) => !link.closest("details")).map(({ href }) => {
    const { hash, pathname } = new URL(href);
    return pathname.slice(1) + hash;
  }))"""
DUMPS = """() => [...document.querySelectorAll(".md-search-result__article")].filter((found) =>
  found.querySelector("pre") || /JavaScriptPython|active expiring/.test(found.textContent)).length"""
TYPED = """() => [...document.querySelectorAll(".md-search__input, .md-search__suggest")].map((text) => {
  const { fontFamily, fontSize, paddingLeft } = getComputedStyle(text);
  return `${fontSize} ${paddingLeft} ${fontFamily}`;
})"""


def test_each_query_is_answered_first_or_among_three_once_the_last_is_cleared(page: Page, address: str) -> None:
    loaded(page, address)
    page.keyboard.press("/")
    page.keyboard.type("webhook")
    results, text = page.locator(".md-search-result__meta"), page.locator(".md-search__input")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        typed, suggested = page.evaluate(TYPED)
        assert typed == suggested, "what is suggested must lie behind the same letters that are typed"
    found, dumps = {}, 0
    for query in {**AMONG, **FIRST, "overlap": ""}:
        page.get_by_role("button", name="Clear").click()
        assert text.input_value() == ""
        page.keyboard.press("End")
        results.get_by_text("Type to start searching").wait_for()
        text.fill(query)
        page.keyboard.press("End")
        results.get_by_text("matching document").wait_for()
        found[query] = page.evaluate(RESULTS)
        dumps += page.evaluate(DUMPS)
    assert {query: found[query] for query in FIRST if FIRST[query] not in found[query][0]} == {}
    assert {query: found[query] for query in AMONG if AMONG[query] not in chain(*found[query])} == {}
    assert dumps == 0, "results should be sentences: what is found in a program is shown by its heading"
