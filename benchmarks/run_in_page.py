"""What Run takes of the browser's CPU: the first in a new browser, and those after it in each language."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page

from asrun import ROOT
from asrun.browser.chrome import launched, opened
from asrun.browser.served import served
from asrun.pages.build import build
from benchmarks.measure import Figure, in_turns
from run_in_page.build import build as build_run_in_page

RUNS = 10
FIRST = "the first run in the page"
LIMITS = {
    FIRST: 1.8,
    "a later run, cURL": 0.05,
    "a later run, JavaScript": 0.09,
    "a later run, Python": 0.05,
}

# Python with the packages that the mock and the programs need, and nothing of ours.
BARE = """async (folder) => {
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const python = await loadPyodide({ indexURL: folder, stdLibURL: `${folder}python.zip` });
  python.runPython("import fastjsonschema, httpx, starlette.routing");
}"""


def figures() -> Iterator[Figure]:
    build_run_in_page()
    with TemporaryDirectory() as folder:
        site = build(ROOT, Path(folder)).output
        cpu = in_turns([lambda: _pressed(site), lambda: _bare(site)])
    for name, limit in LIMITS.items():
        yield Figure(f"{name} ÷ a bare Pyodide", cpu[name], cpu["bare"], limit)


@contextmanager
def _reading(site: Path) -> Iterator[tuple[Page, Callable[[], float]]]:
    with launched() as browser, served(site) as address, opened(browser) as page:
        session = browser.new_browser_cdp_session()

        def cpu() -> float:
            return sum(float(each["cpuTime"]) for each in session.send("SystemInfo.getProcessInfo")["processInfo"])

        page.goto(address)
        yield page, cpu


def _run(page: Page, label: str) -> None:
    page.locator(".tabbed-labels > label", has_text=label).first.click()
    block = page.locator(".tabbed-block > .highlight:has(> .run-button)").filter(visible=True).first
    block.locator(".run-button").click()
    block.locator(".run-panel[data-exit]").wait_for()


def _pressed(site: Path) -> dict[str, float]:
    with _reading(site) as (page, cpu):
        start = cpu()
        _run(page, "Python")
        taken = {FIRST: cpu() - start}
        for name in LIMITS.keys() - taken:
            label = name.rpartition(" ")[2]
            _run(page, label)
            start = cpu()
            for _ in range(RUNS):
                _run(page, label)
            taken[name] = (cpu() - start) / RUNS
    return taken


def _bare(site: Path) -> dict[str, float]:
    (archive,) = site.glob("assets/run/*/python.zip")
    with _reading(site) as (page, cpu):
        start = cpu()
        page.evaluate(BARE, f"{page.url}{archive.parent.relative_to(site).as_posix()}/")
        return {"bare": cpu() - start}
