"""What Run takes of the browser's CPU: the first in a new browser, and those after it in each language."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from asrun import ROOT
from asrun.browser.chrome import launched, opened
from asrun.browser.served import served
from asrun.pages.site import build
from benchmarks.measure import Figure, compared, in_turns
from run_in_page.build import build as build_run_in_page

RUNS = 10
LABELS = {"bash": "cURL", "javascript": "JavaScript", "python": "Python"}
LIMITS = {"first": 1.8, "bash": 0.05, "javascript": 0.09, "python": 0.05}

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
        cpu = in_turns({"ours": lambda: _pressed(site), "bare": lambda: _bare(site)})
    bare = [each["bare"] for each in cpu["bare"]]
    for name, limit in LIMITS.items():
        what = f"a later run in the page, {LABELS[name]}" if name in LABELS else "the first run in the page"
        yield compared(f"{what} ÷ a bare Pyodide", [each[name] for each in cpu["ours"]], bare, limit)


@contextmanager
def _reading(site: Path) -> Iterator[tuple[Browser, Page]]:
    """The first page in a new browser; the server compresses, as hosts do."""
    middleware = [Middleware(GZipMiddleware, compresslevel=1)]
    with launched() as browser, served(site, middleware=middleware) as address, opened(browser) as page:
        page.goto(address)
        yield browser, page


def _run(page: Page, language: str) -> None:
    """Presses Run in the first block of a language that has it, and waits for the end."""
    block = page.locator(f".tabbed-block > .language-{language}.highlight:has(> .run-button)").first
    if not block.is_visible():
        page.locator(".tabbed-labels > label", has_text=LABELS[language]).first.click()
    block.locator(".run-button").click()
    block.locator(".run-panel[data-exit]").wait_for()


def _pressed(site: Path) -> dict[str, float]:
    """CPU seconds of the first run in a new browser, then of a later one in each language."""
    with _reading(site) as (browser, page):
        start = _cpu(browser)
        _run(page, "python")
        taken = {"first": _cpu(browser) - start}
        for language in LABELS:
            _run(page, language)
            start = _cpu(browser)
            for _ in range(RUNS):
                _run(page, language)
            taken[language] = (_cpu(browser) - start) / RUNS
    return taken


def _bare(site: Path) -> dict[str, float]:
    """CPU seconds of what a reader would load without us."""
    (archive,) = site.glob("assets/run/*/python.zip")
    with _reading(site) as (browser, page):
        start = _cpu(browser)
        page.evaluate(BARE, f"{page.url}{archive.parent.relative_to(site).as_posix()}/")
        return {"bare": _cpu(browser) - start}


def _cpu(browser: Browser) -> float:
    """CPU seconds that all processes of a browser have taken."""
    session = browser.new_browser_cdp_session()
    seconds = [float(process["cpuTime"]) for process in session.send("SystemInfo.getProcessInfo")["processInfo"]]
    session.detach()
    return sum(seconds)
