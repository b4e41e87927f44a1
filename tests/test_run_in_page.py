"""Every Run button of the built site does as the native run of its program; what has none is a closed list."""

from collections import defaultdict
from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, Page

from asrun.browser.chrome import opened
from asrun.browser.visit import loaded
from asrun.examples.pool import Runs
from asrun.examples.recording import phrase
from asrun.examples.runs import Case
from asrun.journal import Exchange, mask
from asrun.pages.blocks import blocks
from asrun.pages.site import Site
from tests.run_in_page_programs import PROGRAMS, WITHOUT_RUN
from tests.run_in_page_reader import SHOWN, UNLIMITED, Ran, navigate

# Presses the button of the n-th block, if it has one, and waits until it says Run again.
PRESS = """async (index) => {
  const block = document.querySelectorAll("article pre:not(.run-panel *)")[index].parentElement;
  const button = block.querySelector(":scope > .run-button");
  if (!button) return null;
  button.click();
  return block;
}"""

Pressed = Mapping[str, list[Ran]]


@pytest.fixture(scope="module")
def pressed(site: Site, address: str, browser: Browser) -> Pressed:
    """What each button of the site showed, by the file of its program. Python is loaded once, for all pages."""
    found: dict[str, list[Ran]] = defaultdict(list)
    with opened(browser) as page:
        page.add_init_script(UNLIMITED)
        loaded(page, address)
        for source in site.pages:
            navigate(page, address + source.url)
            for index, block in enumerate(blocks(site, source)):
                if ran := _press(page, index):
                    assert block.fence is not None
                    found[str(block.fence.include)].append(ran)
    return found


def _press(page: Page, index: int) -> Ran | None:
    block = page.evaluate_handle(PRESS, index).as_element()
    if block is None:
        return None
    panel = block.wait_for_selector(".run-panel[data-exit]", state="attached")
    assert panel is not None
    return Ran(**panel.evaluate(SHOWN))


WITH_RUN = [pytest.param(case, id=file) for file, case in PROGRAMS.items() if file not in WITHOUT_RUN]


@pytest.mark.parametrize("case", WITH_RUN)
def test_button_shows_what_the_native_run_prints(case: Case, runs: Runs, pressed: Pressed) -> None:
    native = runs[case]
    wire = [_line(exchange) for exchange in native.exchanges]
    file = f"{case.example.name}/{case.language.file}"
    assert pressed[file], f"no button runs snippets/{file}"
    for ran in pressed[file]:
        assert mask(ran.output) == native.ended.output, ran.status
        assert mask(ran.errors) == native.ended.errors
        assert ran.exit == str(native.ended.status)
        assert ran.exchanges == wire


def _line(exchange: Exchange) -> str:
    status = exchange.response.status
    return f"{exchange.request.method} {exchange.request.target} {status} {phrase(status)}"


def test_programs_without_a_button_are_those_of_the_closed_list(pressed: Pressed) -> None:
    assert set(PROGRAMS) - set(pressed) == set(WITHOUT_RUN)
    assert set(pressed) <= set(PROGRAMS), "a button stands under what is no program"
