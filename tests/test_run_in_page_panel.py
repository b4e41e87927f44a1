"""What opens under a program: its output and exchanges, the key to run it with, and the text to edit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import opened
from asrun.browser.clipboard import PERMISSIONS
from asrun.browser.visit import AXE, OVERFLOWS, VIOLATIONS, switch
from mock_api.sandbox import SANDBOX_KEYS
from tests.run_in_page_reader import Example, Read

GENERATE = """curl -s --json '{"prompt": "Hello", "model": "gpt-4"}' \
-H "Authorization: Bearer $API_KEY" https://api.example.com/v1/generate"""
CREATE = """curl -s --json '{"name": "a", "template": "b"}' \
-H "Authorization: Bearer $API_KEY" https://api.example.com/v1/prompts"""

ANSWERS = {
    "read": "200 OK",
    "revoked": "401 Unauthorized",
    "expired": "401 Unauthorized",
    "none": "401 Unauthorized",
    "webhook": "403 Forbidden",
    "busy": "429 Too Many Requests",
    "unavailable": "503 Service Unavailable",
}
"""What a request to generate is answered with each key."""


@pytest.fixture
def curl(read: Read) -> Iterator[Example]:
    """The cURL program, run once; afterwards it is as it was."""
    example = read.example("bash")
    example.run()
    yield example
    if example.tool("Reset").is_visible():
        example.tool("Reset").click()
    example.panel.get_by_label("API key").select_option("read")


def pick(example: Example, key: str) -> None:
    example.panel.get_by_label("API key").select_option(key)


def test_panel_says_that_a_mock_answers(curl: Example) -> None:
    assert "mock" in str(curl.button.get_attribute("title"))
    assert curl.panel.get_by_text("A mock of the API answers, in this page: nothing is sent.").is_visible()


def test_request_and_response_are_shown_whole(curl: Example) -> None:
    exchange = curl.panel.locator(".run-exchange")
    assert not exchange.get_by_role("region").first.is_visible()
    exchange.locator("summary").click()
    request, response = (exchange.get_by_label(name).text_content() or "" for name in ("Request", "Response"))
    assert request.startswith("POST /v1/generate HTTP/1.1\nHost: api.example.com\n")
    assert f"\nAuthorization: Bearer {SANDBOX_KEYS['read']}\n" in request
    assert '\n\n{\n  "prompt": "Hello, world!",\n' in request
    assert response.startswith("HTTP/1.1 200 OK\n")
    assert "\nratelimit: " in response
    assert '\n\n{\n  "success": true,\n' in response


def test_reader_edits_by_keyboard_and_resets(read: Read) -> None:
    example, keyboard = read.example("javascript"), read.page.keyboard
    example.run()
    before = example.code.inner_html()
    example.tool("Edit").focus()
    keyboard.press("Enter")
    keyboard.press("Control+Home")
    keyboard.type('console.log("mine");')
    keyboard.press("Enter")
    keyboard.press("Control+Enter")
    example.button.and_(read.page.get_by_text("Stop", exact=True)).or_(
        example.panel.get_by_text("mine")
    ).first.wait_for()
    ran = example.ended()
    assert ran.exit == "0"
    assert ran.output.startswith("mine\n")
    assert len(ran.exchanges) == 1
    example.tool("Reset").focus()
    keyboard.press("Enter")
    assert example.code.inner_html() == before
    assert not example.run().output.startswith("mine")


def test_what_is_edited_is_what_copy_gives(curl: Example) -> None:
    page = curl.code.page
    page.context.grant_permissions(PERMISSIONS)
    curl.instead("curl --version-of-mine")
    curl.code.locator("xpath=..").get_by_role("button", name="Copy").click()
    page.get_by_role("status").filter(has_text="Copied to clipboard").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "curl --version-of-mine"
    curl.tool("Reset").click()
    assert "api.example.com" in str(curl.code.text_content())


def test_picker_has_every_sandbox_key_and_none(curl: Example) -> None:
    options = curl.panel.get_by_label("API key").locator("option").all_text_contents()
    assert options == [*SANDBOX_KEYS, "none"]
    assert curl.panel.get_by_label("API key").input_value() == "read"


@pytest.mark.parametrize("key", ANSWERS)
def test_other_key_meets_its_failure(key: str, curl: Example) -> None:
    pick(curl, "admin")
    assert curl.instead(GENERATE).exchanges == ["POST /v1/generate 200 OK"]
    pick(curl, key)
    assert curl.run().exchanges == [f"POST /v1/generate {ANSWERS[key]}"]


def test_key_that_only_reads_cannot_write(curl: Example) -> None:
    assert curl.instead(CREATE).exchanges == ["POST /v1/prompts 403 Forbidden"]


def test_picked_key_goes_on_from_run_to_run(curl: Example) -> None:
    pick(curl, "limited")
    curl.instead(GENERATE)
    answers = [curl.run().exchanges[0].removeprefix("POST /v1/generate ") for _ in range(3)]
    assert answers == ["200 OK", "200 OK", "429 Too Many Requests"]
    pick(curl, "read")
    curl.run()
    pick(curl, "limited")
    assert curl.run().exchanges == ["POST /v1/generate 200 OK"]


def test_unknown_host_is_told_as_curl_does(curl: Example) -> None:
    ran = curl.instead("curl https://nowhere.example/")
    assert (ran.exit, ran.output, ran.exchanges) == ("6", "", [])
    assert ran.errors == "curl: (6) Could not resolve host: nowhere.example\n"


def test_host_of_the_api_is_not_called_unknown(curl: Example) -> None:
    ran = curl.instead("curl http://api.example.com/health")
    assert ran.exit == ""
    assert ran.status == "http://api.example.com is out of reach: this page reaches https://api.example.com alone"


def test_option_that_the_page_lacks_is_refused_by_name(curl: Example) -> None:
    ran = curl.instead("curl --proxy x https://api.example.com/health")
    assert (ran.exit, ran.exchanges) == ("", [])
    assert "--proxy" in ran.status


def test_unreachable_host_fails_as_no_connection_in_programs(read: Read) -> None:
    ran = read.example("javascript").instead("await fetch('https://nowhere.example/')")
    assert ran.exit == "1"
    assert "TypeError: fetch failed" in ran.errors
    assert "https://nowhere.example is out of reach" in ran.errors


def test_button_and_status_are_real_ones(curl: Example, read: Read) -> None:
    assert curl.button.evaluate("({ localName, type }) => [localName, type]") == ["button", "button"]
    assert curl.panel.get_by_role("status").text_content() == curl.ended().status
    curl.button.focus()
    read.page.keyboard.press("Enter")
    assert curl.ended().exit == "0"


@pytest.mark.parametrize("width", [360, 1280])
def test_open_panel_has_no_violation_and_fits(width: int, curl: Example, read: Read) -> None:
    page = read.page
    curl.instead(GENERATE)
    curl.panel.locator("summary").first.click()
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(AXE.read_text("utf-8"))
    found = []
    for scheme in ("light", "dark"):
        switch(page, scheme)
        found += page.evaluate(VIOLATIONS, ".tabbed-set") + page.evaluate(OVERFLOWS)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert found == []


def test_run_stands_beside_the_labels_on_a_phone_and_suits_a_thumb(browser: Browser, address: str) -> None:
    with opened(browser, viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True) as page:
        page.goto(address)
        example = Example(page, "bash")
        example.button.wait_for()
        last, run = (_box(page, f".tabbed-set {part}") for part in (".tabbed-labels > label:last-child", ".run-button"))
    assert last["x"] + last["width"] <= run["x"]
    assert min(run["width"], run["height"]) >= 44


def _box(page: Page, selector: str) -> dict[str, float]:
    box: dict[str, float] = page.locator(selector).first.evaluate("element => element.getBoundingClientRect().toJSON()")
    return box
