"""The engine in pytest: the runs of the examples, and the site, built once, served once, in one browser.

Each fixture imports what it needs: a test of one example needs none of it, and is over before it would be there.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from asrun import ROOT, baseline
from asrun.api import Api
from asrun.collect import Check, collected, group
from asrun.contract import Contract, ContractError
from asrun.examples.pool import Runs
from asrun.examples.terminal import untried
from asrun.project import load_api
from asrun.report import commands, unexpected
from asrun.text import FileError
from asrun.transport.server import MockServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from asrun.browser.visit import Visits
    from asrun.pages.site import Site

Report = TypeVar("Report", pytest.CollectReport, pytest.TestReport)

_REPORTED = pytest.StashKey[set[str]]()
_NO_BROWSER = "Not tried without a browser: "


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "says(*sentences): what this test provokes, as pages say it")
    config.addinivalue_line(
        "markers", "steps(place, *steps): the list of a page whose steps this test performs, in order"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return collected(file_path, parent)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `-n` and no other `--dist`, one worker has the examples, and runs each program once, many at a time."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import LoadScopeScheduling

    scheduling: Any = LoadScopeScheduling(config, log)
    scheduling._split_scope = group
    return scheduling


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skips = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    if lacking := [skip.partition(_NO_BROWSER)[2] for skip in skips if _NO_BROWSER in skip]:
        reason = lacking[0].rstrip("\"')")
        terminalreporter.write_line(f"Not tried: {len(lacking)} tests in a browser. {reason}")
    reports = (report for each in terminalreporter.stats.values() for report in each)
    noted = (each for report in reports for each in getattr(report, "user_properties", ()))
    for line in dict.fromkeys(value for name, value in noted if name == "wall" and value):
        terminalreporter.write_line(line)
    for shell, reason in untried().items():
        terminalreporter.write_line(f"Not tried: pastes into {shell}, which {reason}.")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for report in (each for kind in ("failed", "error") for each in terminalreporter.stats.get(kind, [])):
            for line in commands(report.longreprtext, ROOT):
                terminalreporter.write_line(line)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    # With --lf, a report of what is left out has no call.
    return _in_one_line(report, report.call, collector) if report.failed else report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = _in_one_line((yield), call, item)
    if call.when == "call":
        if isinstance(runs := getattr(item, "funcargs", {}).get("runs"), Runs):
            report.user_properties.append(("wall", runs.server.wall_note))
        baseline.judge(item, report, call.excinfo and call.excinfo.value)
    return report


def _in_one_line(report: Report, call: pytest.CallInfo[Any], node: pytest.Item | pytest.Collector) -> Report:
    """What a check of the site raises is one line, and what several come upon is reported once."""
    error = call.excinfo and call.excinfo.value
    if not report.failed or error is None:
        return report
    if isinstance(error, pytest.Collector.CollectError):
        error = error.__cause__ or error
    uses = set(getattr(node, "fixturenames", ["site"]))
    if isinstance(error, FileError | ContractError):
        report.longrepr = str(error)
    elif not isinstance(error, pytest.fail.Exception):
        if uses & {"site", "built"} and not uses & {"browser", "address"}:
            report.longrepr = str(unexpected(error, node))
        return report
    reported = node.config.stash.setdefault(_REPORTED, set())
    if (line := str(error)) in reported:
        report.outcome, report.longrepr = "skipped", (str(node.path), 0, "Skipped: it needs what a finding is about")
    reported.add(line)
    return report


@pytest.fixture(scope="session")
def api() -> Api:
    return load_api(ROOT)


@pytest.fixture(scope="session")
def contract(api: Api) -> Contract:
    return api.contract


@pytest.fixture(scope="session")
def server(api: Api) -> Iterator[MockServer]:
    with MockServer(api) as server:
        yield server


@pytest.fixture(scope="session")
def runs(request: pytest.FixtureRequest, api: Api) -> Iterator[Runs]:
    """The runs of the examples, with those under way that the selected tests need.

    They have a server of their own, so that whatever it cannot attribute came from an example.
    """
    with MockServer(api, walled=True) as server, Runs(server) as runs:
        for item in request.session.items:
            if isinstance(item, Check):
                runs.start(item.cases)
        yield runs


@pytest.fixture(scope="session")
def sources() -> None:
    """What is made before the site is built: a project that needs such a thing overrides this fixture."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Site | str:
    """The project's site as MkDocs builds it, or why it does not build: one line for each reason.

    Of the processes that run tests together, one builds it for all.
    """
    from asrun.pages.build import build, built_in
    from asrun.pages.markdown import source_findings
    from asrun.pages.site import BuildError

    if findings := source_findings(ROOT):
        return "\n".join(map(str, findings))
    request.getfixturevalue("sources")
    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):
        folder = folder.parent
    site, errors = built_in(ROOT, folder / "site"), folder / "site-errors.txt"
    with (folder / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not errors.exists():
            try:
                build(ROOT, folder / "site")
                errors.write_text("" if site.pages else "docs: expected a page, actual none. Fix: write one.", "utf-8")
            except BuildError as error:
                errors.write_text(str(error), "utf-8")
    return errors.read_text("utf-8") or site


@pytest.fixture(scope="session")
def site(built: Site | str, request: pytest.FixtureRequest) -> Site:
    """The project's site, or that of the fixture which a test gives as the parameter."""
    if isinstance(built, str):
        pytest.fail(built, pytrace=False)
    other = getattr(request, "param", None)
    return request.getfixturevalue(other) if other else built


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """Where the site is served, with a slash at its end."""
    from asrun.browser.served import served

    with served(site.output) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium or Chrome: what needs one is not tried where there is none."""
    from asrun.browser.chrome import ADVICE, find, launched

    if not find():
        pytest.skip(f"{_NO_BROWSER}{ADVICE}")
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def visits(site: Site, address: str, browser: Browser) -> Visits:
    """What a browser meets on each page."""
    from asrun.browser.visit import Visits

    return Visits(browser, address, site)
