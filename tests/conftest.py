from __future__ import annotations

import gc
import re
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from asrun import ROOT
from asrun.contract import Contract
from asrun.examples.environment import isolate
from asrun.examples.pool import Runs
from asrun.examples.runs import needed
from asrun.transport.server import MockServer
from asrun.transport.signals import nothing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from asrun.pages.site import Site
    from tests.run_in_page_reader import Read

isolate()

pytest_plugins = ("asrun.plugin",)


def pytest_configure(config: pytest.Config) -> None:
    """Where `-k page/example` is all that is asked, reads the tests of examples alone: the others take seconds."""
    named = re.findall(r"[\w-]+/[\w-]+", config.option.keyword)
    examples = [name for name in named if (ROOT / "snippets" / name / "example.toml").exists()]
    if examples and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.args = ["tests/test_examples.py"]
    # nohup and `&` let these be ignored, and who runs tests would hand that on to the programs that it starts.
    if config.getoption("dist", "no") == "no":
        for end in (signal.SIGHUP, signal.SIGINT):
            if signal.getsignal(end) is signal.SIG_IGN:
                signal.signal(end, nothing)


def pytest_collection_finish() -> None:
    """What is imported by now stays: to look through it for garbage takes a sixth of the time of one example."""
    gc.freeze()


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(ROOT / "docs/api-reference/openapi.yaml")


@pytest.fixture(scope="session")
def server(contract: Contract) -> Iterator[MockServer]:
    with MockServer(contract) as server:
        yield server


@pytest.fixture(scope="session")
def runs(request: pytest.FixtureRequest, contract: Contract) -> Iterator[Runs]:
    """The runs of the examples, with those under way that the selected tests need.

    They have a server of their own, so that whatever it cannot attribute came from an example.
    """
    with MockServer(contract) as server, Runs(server) as runs:
        for item in request.session.items:
            if isinstance(item, pytest.Function) and "runs" in item.fixturenames and hasattr(item, "callspec"):
                runs.start(case for subject in item.callspec.params.values() for case in needed(subject))
        yield runs


@pytest.fixture(scope="session", autouse=True)
def _runs_ahead(request: pytest.FixtureRequest) -> None:
    """Starts the runs before the first test, whichever that is: they take turns with it, and some only wait."""
    if hasattr(request.config, "workerinput"):
        return
    if any(isinstance(item, pytest.Function) and "runs" in item.fixturenames for item in request.session.items):
        request.getfixturevalue("runs")


@pytest.fixture(scope="module")
def read(browser: Browser, site: Site) -> Iterator[Read]:
    """The first page, which a reader has opened who may press Run."""
    from tests.run_in_page_reader import reading  # noqa: PLC0415 # Playwright takes long to import

    with reading(browser, site.output) as read:
        yield read
