"""What Run costs: next to nothing until it is pressed, and only once then; and what is said where it cannot run."""

import json
from collections.abc import Mapping
from importlib.metadata import version

import pytest
from playwright.sync_api import Browser
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from asrun import ROOT
from asrun.browser.chrome import opened
from asrun.browser.served import served
from asrun.browser.visit import loaded
from asrun.pages.blocks import blocks
from asrun.pages.site import Site
from run_in_page.build import PACKAGES, SCRIPTS, content_hash
from tests.run_in_page_reader import LABELS, UNLIMITED, Example, Read, navigate

ENTRY = "assets/run.min.js"
FOLDER = "assets/run/"

BUTTONS = """() => [...document.querySelectorAll("article .tabbed-block > .highlight")]
  .map((block) => block.querySelectorAll(".run-button").length)"""

POLICIES = {
    "script-src 'self' 'unsafe-inline'": "what Run needs.",
    "script-src 'self' 'unsafe-inline' blob:": "WebAssembly, which Run needs.",
}
"""What a host may allow, and what its readers are told that it forbids."""


@pytest.fixture(scope="module")
def visits(read: Read) -> Mapping[str, list[tuple[str, int]]]:
    """What the server answered: before the first run, for the first in each language, and for the next visit's."""
    answers = {"before": [*read.answered]}
    for first_or_second in ("first", "second"):
        if first_or_second == "second":
            loaded(read.page, read.address)
        read.answered.clear()
        for language in LABELS:
            assert read.example(language).run().exit == "0"
        answers[first_or_second] = [each for each in read.answered if each[0].startswith("assets/run")]
    return answers


def test_one_request_of_two_kilobytes_is_made_before_the_first_run(
    site: Site, visits: Mapping[str, list[tuple[str, int]]]
) -> None:
    asked = [path for path, _ in visits["before"] if path.startswith("assets/run")]
    assert asked == [ENTRY]
    assert site.compressed(ENTRY) <= 2048


def test_first_run_of_every_language_costs_at_most_6_6_megabytes(
    site: Site, visits: Mapping[str, list[tuple[str, int]]]
) -> None:
    sizes = {path: site.compressed(path) for path, _ in visits["first"]}
    assert len(sizes) == len(visits["first"]), "a file came twice"
    assert {path.rpartition(".")[2] for path in sizes} >= {"wasm", "zip", "css", "json"}
    assert sum(sizes.values()) <= 6_600_000, sizes


def test_second_run_costs_revalidation_alone(visits: Mapping[str, list[tuple[str, int]]]) -> None:
    assert [each for each in visits["second"] if each[1] != 304] == []
    assert visits["second"]


def test_folder_is_named_by_its_content_and_run_json_by_none(site: Site) -> None:
    (folder,) = [path for path in (site.output / FOLDER).iterdir() if path.is_dir()]
    assert folder.name == content_hash(folder)
    assert [path.name for path in (site.output / FOLDER).iterdir() if path.is_file()] == ["run.json"]


def test_licences_of_all_that_is_loaded_come_along(site: Site) -> None:
    (text,) = [path.read_text("utf-8") for path in (site.output / FOLDER).glob("*/licences.txt")]
    titles = text.splitlines()
    for name in PACKAGES:
        assert f"{name} {version(name)}" in titles
    for name in {source.split("/")[0] for source in SCRIPTS.values()}:
        released = json.loads((ROOT / "node_modules" / name / "package.json").read_text("utf-8"))["version"]
        assert f"{name} {released}" in [title.replace("Pyodide", "pyodide") for title in titles]
    assert text.count("Permission is hereby granted, free of charge") > 5


def test_instant_navigation_gives_each_program_one_button_and_keeps_python(read: Read, site: Site) -> None:
    loaded(read.page, read.address)
    read.example("python").run()
    read.answered.clear()
    other = next(
        page for page in site.pages if page.url and any("import httpx" in each.text for each in blocks(site, page))
    )
    for url in (other.url, "", other.url):
        navigate(read.page, read.address + url)
        buttons = read.page.evaluate(BUTTONS)
        assert max(buttons) == 1
    assert read.example("python").run().exit == "0"
    assert [path for path, _ in read.answered if path.startswith("assets/run")] == []


def test_browser_without_webassembly_is_told_so(browser: Browser, address: str) -> None:
    with opened(browser) as page:
        page.add_init_script("delete globalThis.WebAssembly")
        page.add_init_script(UNLIMITED)
        page.goto(address)
        ran = Example(page, "python").run()
    assert ran.exit == ""
    assert ran.status == "This browser has no WebAssembly, which Run needs. Copy the example to a terminal instead."


@pytest.mark.parametrize("policy", POLICIES)
def test_policy_of_a_host_that_forbids_it_is_named(policy: str, browser: Browser, site: Site) -> None:
    first = FileResponse(site.output / "index.html", headers={"Content-Security-Policy": policy})
    with served(site.output, [Route("/", first)]) as address, opened(browser) as page:
        page.add_init_script(UNLIMITED)
        page.goto(address)
        ran = Example(page, "python").run()
    assert ran.exit == ""
    forbids = f"This site's Content-Security-Policy forbids {POLICIES[policy]}"
    assert ran.status == f"{forbids} Copy the example to a terminal instead."


def test_run_that_cannot_be_loaded_says_so_and_can_be_tried_again(browser: Browser, site: Site) -> None:
    responses = iter([Response(status_code=503), FileResponse(site.output / FOLDER / "run.json")])
    manifest = Route(f"/{FOLDER}run.json", lambda _: next(responses))
    with served(site.output, [manifest]) as address, opened(browser) as page:
        page.add_init_script(UNLIMITED)
        page.goto(address)
        example = Example(page, "bash")
        example.press()
        page.get_by_role("alert").get_by_text("Run cannot be loaded. Try again.").wait_for()
        example.press()
        example.panel.wait_for()
        assert page.get_by_role("alert").count() == 0
