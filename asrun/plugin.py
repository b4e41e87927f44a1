"""The fixtures that show the site: built once, served once, in one browser.

Each imports what it needs: a test of one example needs none of it, and is over before it would be there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from asrun import ROOT
from asrun.contract import ContractError
from asrun.examples.terminal import untried
from asrun.text import FileError
from tests.asrun.sandbox import clients

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from asrun.browser.visit import Visits
    from asrun.pages.site import Site

Report = TypeVar("Report", pytest.CollectReport, pytest.TestReport)

GROUPS = {
    "zensical": "site",
    "browser": "browser",
    "runs": "browser",
    "visits": "site",
    "built": "site",
    "trials": "trials",
    "cmd": "cmd",
}
"""The group of whoever uses a fixture that is made once for many tests: the first here that a test uses.

`make test` has a group in one process, which together are half of its time. The site itself is built by each.
"""

_NO_BROWSER = "Not tried without a browser: "

CLIENTS = "tests/asrun/sandbox/test_clients.py"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The examples come first, as what fails there explains the rest; then the groups.

    The tests that stand alone fill what is left of either process's time.
    """
    if not hasattr(config, "workerinput"):
        return
    order = list(dict.fromkeys([*GROUPS.values(), ""]))
    items.sort(key=lambda item: (item.path.name != "test_examples.py", order.index(_group(item))))
    for item in items:
        if group := _group(item):
            item.add_marker(pytest.mark.xdist_group(group))


def _group(item: pytest.Item) -> str:
    used = item.fixturenames if isinstance(item, pytest.Function) else ()
    return next((group for fixture, group in GROUPS.items() if fixture in used), "")


def _tries() -> Iterator[None]:
    """Runs a part of a test, which is not tried where it needs a browser and there is none."""
    try:
        return (yield)
    except Exception as error:
        if type(error).__name__ == "NoBrowserError":  # whose module takes long to import
            pytest.skip(f"{_NO_BROWSER}{error}")
        raise


pytest_runtest_setup = pytest.hookimpl(wrapper=True)(_tries)
pytest_runtest_call = pytest.hookimpl(wrapper=True)(_tries)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skips = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    if lacking := [skip.partition(_NO_BROWSER)[2] for skip in skips if _NO_BROWSER in skip]:
        reason = lacking[0].rstrip("\"')")
        terminalreporter.write_line(f"Not tried: {len(lacking)} tests in a browser. {reason}")
    for shell, reason in untried().items():
        terminalreporter.write_line(f"Not tried: pastes into {shell}, which {reason}.")
    ran = {getattr(report, "nodeid", "") for reports in terminalreporter.stats.values() for report in reports}
    if not any(test.startswith(CLIENTS) for test in ran):
        return
    for program in clients.untried():
        terminalreporter.write_line(f"Not tried: the sandbox's shell with {program}, which is not on this machine.")


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _in_one_line(report, report.call)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _in_one_line((yield), call)


def _in_one_line(report: Report, call: pytest.CallInfo[Any]) -> Report:
    """A file that cannot be read says so itself: who came upon it does not matter."""
    if call.excinfo and isinstance(call.excinfo.value, FileError | ContractError):
        report.longrepr = str(call.excinfo.value)
    return report


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site | str:
    """The project's site as MkDocs builds it, or why it does not build: one line for each reason."""
    from asrun.pages.markdown import source_findings
    from asrun.pages.site import BuildError, build
    from run_in_page.build import build as build_run_in_page

    if findings := source_findings(ROOT):
        return "\n".join(map(str, findings))
    build_run_in_page()
    try:
        return build(ROOT, tmp_path_factory.mktemp("site"))
    except BuildError as error:
        return str(error)


@pytest.fixture(scope="session")
def site(built: Site | str) -> Site:
    if isinstance(built, str):
        pytest.fail("there is no site: tests/test_site.py says why", pytrace=False)
    return built


@pytest.fixture(scope="session")
def zensical(built: Site | str, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same sources as Zensical builds them, with what MkDocs' site was made ready with."""
    from asrun.pages.site import build_with_zensical

    assert not isinstance(built, str), "there is no site: tests/test_site.py says why"
    return build_with_zensical(built.project, tmp_path_factory.mktemp("zensical"))


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Where the site is served, with a slash at its end."""
    from asrun.browser.served import served

    with served(site.output) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium or Chrome."""
    from asrun.browser.chrome import launched

    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def visits(site: Site, address: str) -> Iterator[Visits]:
    """What a browser meets on each page: the longest pages are under way first."""
    from asrun.browser.visit import Visits

    pages = sorted(site.pages, key=lambda page: -len(page.html))
    visits = Visits(address, site, pages)
    yield visits
    visits.close()
