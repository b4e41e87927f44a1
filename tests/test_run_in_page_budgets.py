"""What Run costs: next to nothing until it is pressed, and only once then; and what is said where it cannot run."""

import pytest
from playwright.sync_api import Page
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from asrun.browser.served import served
from asrun.browser.visit import loaded
from asrun.pages.site import Site
from tests.run_in_page_reader import BELOW, LABELS, Example, Read

ENTRY = "assets/run.js"
FOLDER = "assets/run/"

BUTTONS = """() => [...document.querySelectorAll("article .tabbed-block > .highlight")]
  .map((block) => block.querySelectorAll(".run-button").length)"""

UNABLE = ("script-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-inline' blob:")
"""Policies of a host that forbid Run: a worker, or WebAssembly."""


@pytest.mark.check
def test_first_visit_costs_at_most_6_6_megabytes_and_the_next_revalidation_alone(read: Read, site: Site) -> None:
    def sent() -> dict[str, int]:
        assert [path for path, _ in read.sent if not path.startswith(BELOW)] == []
        found = [(path.removeprefix(BELOW), status) for path, status in read.sent if "assets/run" in path]
        read.sent.clear()
        assert len(dict(found)) == len(found), "a file came twice"
        return dict(found)

    assert [*sent()] == [ENTRY]
    assert site.compressed(ENTRY) <= 2048
    assert [read.example(language).run().exit for language in LABELS] == ["0", "0", "0"]
    sizes = {path: site.compressed(path) for path in sent()}
    assert {path.rpartition(".")[2] for path in sizes} >= {"wasm", "zip", "css", "json"}
    assert sum(sizes.values()) <= 6_600_000, sizes

    loaded(read.page, read.address)
    assert [read.example(language).run().exit for language in LABELS] == ["0", "0", "0"]
    assert {*sent().values()} == {304}

    for url in ("guides/sdks/", "", "guides/sdks/"):
        read.navigate(url)
        assert max(read.page.evaluate(BUTTONS)) == 1
    assert read.example("python").run().exit == "0"
    assert sent() == {}, "instant navigation loads Python anew"


@pytest.mark.parametrize("policy", UNABLE)
def test_what_forbids_run_is_named(policy: str, page: Page, site: Site) -> None:
    first = FileResponse(site.output / "index.html", headers={"Content-Security-Policy": policy})
    with served(site.output, [Route("/", first)]) as address:
        page.goto(address)
        ran = Example(page, "python").run()
    assert ran.exit == ""
    assert ran.status.startswith("This browser, or this site's Content-Security-Policy, forbids what Run needs.")


def test_run_that_cannot_be_loaded_says_so_and_can_be_tried_again(page: Page, site: Site) -> None:
    responses = iter([Response(status_code=503), FileResponse(site.output / FOLDER / "run.json")])
    manifest = Route(f"/{FOLDER}run.json", lambda _: next(responses))
    with served(site.output, [manifest]) as address:
        page.goto(address)
        example = Example(page, "bash")
        example.press()
        page.get_by_role("alert").get_by_text("Run cannot be loaded. Try again.").wait_for()
        example.press()
        example.panel.wait_for()
        assert page.get_by_role("alert").count() == 0
