"""What Run takes of the browser's CPU: the first in a new browser, and those after it in each language."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from asrun import ROOT
from asrun.browser.chrome import launched
from asrun.pages.site import build
from benchmarks.measure import Figure, compared, in_turns
from run_in_page.build import build as build_run_in_page
from tests.run_in_page_reader import LABELS, reading

RUNS = 10

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


def _pressed(site: Path) -> dict[str, float]:
    """CPU seconds of the first run in a new browser, then of a later one in each language."""
    with launched() as browser, reading(browser, site) as read:
        start = _cpu(browser)
        read.example("python").run()
        taken = {"first": _cpu(browser) - start}
        for language in LABELS:
            example = read.example(language)
            example.run()
            start = _cpu(browser)
            for _ in range(RUNS):
                example.run()
            taken[language] = (_cpu(browser) - start) / RUNS
    return taken


def _bare(site: Path) -> dict[str, float]:
    """CPU seconds of what a reader would load without us."""
    (archive,) = site.glob("assets/run/*/python.zip")
    with launched() as browser, reading(browser, site) as read:
        start = _cpu(browser)
        read.page.evaluate(BARE, f"{read.address}{archive.parent.relative_to(site).as_posix()}/")
        return {"bare": _cpu(browser) - start}


def _cpu(browser: Browser) -> float:
    """CPU seconds that all processes of a browser have taken."""
    session = browser.new_browser_cdp_session()
    seconds = [float(process["cpuTime"]) for process in session.send("SystemInfo.getProcessInfo")["processInfo"]]
    session.detach()
    return sum(seconds)
