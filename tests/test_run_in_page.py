"""Every Run button does as the native run of its program; under it are exchanges, keys and an editor."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from asrun.browser.visit import AXE, OVERFLOWS, PERMISSIONS, VIOLATIONS, switch
from asrun.examples.pool import Runs
from asrun.examples.recording import phrase
from asrun.examples.runs import Case
from asrun.journal import Exchange
from asrun.pages.blocks import blocks
from asrun.pages.site import Site
from mock_api.key_format import mask
from mock_api.sandbox import READERS, SANDBOX_KEYS
from tests.builders import each_builder
from tests.run_in_page_programs import PROGRAMS, WITHOUT_RUN
from tests.run_in_page_reader import SHOWN, Example, Ran, Read

# Presses the button of the n-th block, if it has one.
PRESS = """(index) => {
  const block = document.querySelectorAll("article pre:not(.run-panel *)")[index].parentElement;
  const button = block.querySelector(":scope > .run-button");
  button?.click();
  return button && block;
}"""

ASK = """curl -s {} -H "Authorization: Bearer $API_KEY" https://api.example.com/v1/{}"""
GENERATE = ASK.format("""-H 'Content-Type: application/json' -d '{"prompt": "Hello", "model": "gpt-4"}'""", "generate")
CREATE = ASK.format("""-H 'Content-Type: application/json' -d '{"name": "a", "template": "b"}'""", "prompts")

STATUSES = {
    "read": "200 OK",
    "revoked": "401 Unauthorized",
    "none": "401 Unauthorized",
    "webhook": "403 Forbidden",
    "busy": "429 Too Many Requests",
    "unavailable": "503 Service Unavailable",
}


@pytest.fixture(scope="module")
def pressed(read: Read, site: Site) -> Mapping[str, Ran]:
    found: dict[str, Ran] = {}
    for source in site.pages:
        read.navigate(source.url)
        for index, block in enumerate(blocks(site, source)):
            if pressed := read.page.evaluate_handle(PRESS, index).as_element():
                panel = pressed.wait_for_selector(".run-panel[data-exit]", state="attached")
                assert block.fence is not None
                assert panel is not None
                found[str(block.fence.include)] = Ran(**panel.evaluate(SHOWN))
    read.navigate("")
    return found


@pytest.fixture
def curl(read: Read) -> Iterator[Example]:
    """The cURL program, run once; afterwards it is as it was."""
    example = read.example("bash")
    example.run()
    yield example
    example.key.select_option("read")
    if example.tool("Reset").is_visible():
        example.tool("Reset").click()


WITH_RUN = [pytest.param(case, id=file) for file, case in PROGRAMS.items() if file not in WITHOUT_RUN]


@pytest.mark.parametrize("case", WITH_RUN)
def test_button_shows_what_the_native_run_prints(case: Case, runs: Runs, pressed: Mapping[str, Ran]) -> None:
    native = runs[case]
    ran = pressed[f"{case.example.name}/{case.language.file}"]
    assert mask(ran.output) == native.ended.output, ran.status
    assert mask(ran.errors) == native.ended.errors
    assert ran.exit == str(native.ended.status)
    assert ran.exchanges == [_line(exchange) for exchange in native.exchanges]


def _line(exchange: Exchange) -> str:
    status = exchange.response.status
    return f"{exchange.request.method} {exchange.request.target} {status} {phrase(status)}"


def test_programs_without_a_button_are_those_of_the_closed_list(pressed: Mapping[str, Ran]) -> None:
    assert pressed.keys() == PROGRAMS.keys() - WITHOUT_RUN.keys()


@each_builder
def test_panel_shows_request_and_response_whole_and_says_that_a_mock_answers(curl: Example) -> None:
    assert "mock" in str(curl.button.get_attribute("title"))
    assert curl.panel.get_by_text("Requests go to a mock in this page. Nothing is sent.").is_visible()
    assert str(curl.panel.get_by_role("status").text_content()).startswith("200 OK · exit status 0 · ")
    raw, formatted = (curl.panel.get_by_label(name, exact=True) for name in ("Output", "Output, formatted"))
    assert (formatted.text_content() or "").startswith('{\n  "success": true,\n')
    assert formatted.locator(".kc").all_text_contents() == ["true"]
    curl.tool("Raw").click()
    assert [each.is_visible() for each in (raw, formatted)] == [True, False]
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


def test_reader_edits_and_runs_by_keyboard_copies_and_resets(read: Read) -> None:
    example, page = read.example("javascript"), read.page
    example.run()
    before = example.code.inner_html()
    example.tool("Edit").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Home")
    page.keyboard.type('console.log("mine");')
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    example.panel.locator(".run-stdout", has_text="mine").wait_for()
    ran = example.ended()
    assert (ran.exit, ran.output.splitlines()[0], len(ran.exchanges)) == ("0", "mine", 1)
    page.context.grant_permissions(PERMISSIONS)
    example.code.locator("xpath=..").get_by_role("button", name="Copy").click()
    page.get_by_role("status").filter(has_text="Copied to clipboard").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith('console.log("mine");\n')
    example.tool("Reset").focus()
    page.keyboard.press("Enter")
    assert example.code.inner_html() == before
    example.button.focus()
    page.keyboard.press("Enter")
    assert not example.ended().output.startswith("mine")


def test_each_key_meets_its_failure_and_goes_on_until_another_is_picked(curl: Example) -> None:
    shown = [f"{name}: {READERS[name]}" if name in READERS else name for name in SANDBOX_KEYS]
    assert curl.key.locator("option").all_text_contents() == [*shown, "none: 401"]
    assert curl.key.input_value() == "read"
    for key, status in STATUSES.items():
        curl.key.select_option(key)
        assert (key, curl.run().exchanges) == (key, [f"POST /v1/generate {status}"])
    formatted = curl.panel.get_by_label("Output, formatted").text_content() or ""
    assert formatted.startswith('{\n  "success": false,\n')
    assert formatted.endswith(f"}}\ncurl: (22) The requested URL returned error: {status[:3]}\n")
    curl.key.select_option("revoked")
    assert curl.run(GENERATE).exchanges == ["POST /v1/generate 401 Unauthorized"]
    curl.tool("Reset").click()
    assert curl.key.input_value() == "read"
    assert curl.run(CREATE).exchanges == ["POST /v1/prompts 403 Forbidden"]
    curl.key.select_option("limited")
    exchanges = [curl.run(GENERATE).exchanges for _ in range(4)]
    assert exchanges == [[f"POST /v1/generate {status}"] for status in (*["200 OK"] * 3, STATUSES["busy"])]
    curl.key.select_option("read")
    curl.run()
    curl.key.select_option("limited")
    assert curl.run().exchanges == ["POST /v1/generate 200 OK"]


def test_result_comes_into_view(curl: Example, read: Read) -> None:
    read.page.set_viewport_size({"width": 360, "height": 500})
    curl.button.evaluate("button => button.scrollIntoView({ behavior: 'instant', block: 'end' })")
    curl.run()
    status = curl.panel.locator(".run-status").bounding_box()
    output = curl.panel.locator("[aria-label^=Output]").filter(visible=True).bounding_box()
    assert status
    assert output
    assert 0 <= status["y"] <= output["y"] < 500


def test_address_out_of_reach_is_named(read: Read) -> None:
    texts = {"bash": "curl {}", "javascript": "await fetch('{}')", "python": "import httpx\nhttpx.get('{}')"}
    for language, text in texts.items():
        ran = read.example(language).run(text.format("http://api.example.com/"))
        assert (ran.output, ran.exchanges) == ("", [])
        assert "http://api.example.com is out of reach: this page reaches https" in ran.status + ran.errors
        read.example(language).tool("Reset").click()


def test_open_panel_has_no_violation_and_fits(curl: Example, read: Read) -> None:
    curl.run(GENERATE)
    curl.panel.locator("summary").first.click()
    read.page.evaluate(AXE.read_text("utf-8"))
    for width, scheme in ((360, "light"), (1280, "dark")):
        read.page.set_viewport_size({"width": width, "height": 900})
        switch(read.page, scheme)
        assert (scheme, read.page.evaluate(VIOLATIONS, ".tabbed-set")) == (scheme, [])
        assert (scheme, read.page.evaluate(OVERFLOWS)) == (scheme, [])


@pytest.mark.parametrize("url", ["", "getting-started/rate-limits/"], ids=["five tabs", "three tabs"])
def test_run_stands_beside_labels_and_copy_on_a_phone_and_suits_a_thumb(url: str, phone: Page, address: str) -> None:
    phone.goto(address + url)
    tabs = phone.locator(".tabbed-set:has(.run-button)").first
    parts = (".tabbed-labels", ".run-button", "pre button[title^=Copy]")
    measure = "element => element.getBoundingClientRect().toJSON()"
    boxes = [tabs.locator(part).first.evaluate(measure) for part in parts]
    for one, other in pairwise(boxes):
        assert one["right"] <= other["left"] or one["bottom"] <= other["top"]
    assert min(boxes[1]["width"], boxes[1]["height"]) >= 44
