from __future__ import annotations

import gc
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrun.collect import Check
from asrun.transport.signals import nothing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from asrun.pages.site import Site
    from tests.run_in_page_reader import Read

GROUPS = {"runs": "runs", "read": "runs", "browser": "site", "engine": "site", "built": "site", "cmd": "cmd"}
"""The group of whoever uses a fixture that is made once for many tests: the first here that a test uses.

`make test` has a group in one process: the first two take about as long, and together two thirds of its time.
"""


def pytest_configure(config: pytest.Config) -> None:
    # nohup and `&` let these be ignored, and who runs tests would hand that on to the programs that it starts.
    if config.getoption("dist", "no") == "no":
        for end in (signal.SIGHUP, signal.SIGINT):
            if signal.getsignal(end) is signal.SIG_IGN:
                signal.signal(end, nothing)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The examples come first, as what fails there explains the rest; then the groups.

    Examples of a fault wait for a minute, and so do the tests that need every run: with the rest of their file, whose
    fixtures they share, they come last in their group. The tests that stand alone fill what is left of either
    process's time.
    """
    if not hasattr(config, "workerinput"):
        return
    order = list(dict.fromkeys([*GROUPS.values(), ""]))
    late = {item.path for item in items if "runs" in _fixtures(item)}
    items.sort(key=lambda item: (not _is_quick(item), order.index(_group(item)), item.path in late))
    for item in items:
        if group := _group(item):
            item.add_marker(pytest.mark.xdist_group(group))


def _is_quick(item: pytest.Item) -> bool:
    faults = [case.example.fault for case in item.cases] if isinstance(item, Check) else [""]
    return not any(fault is not None for fault in faults)


def _fixtures(item: pytest.Item) -> Sequence[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else ()


def _group(item: pytest.Item) -> str:
    return next((group for fixture, group in GROUPS.items() if fixture in _fixtures(item)), "")


def pytest_collection_finish() -> None:
    """What is imported by now stays: to look through it for garbage takes a sixth of the time of one example."""
    gc.freeze()


@pytest.fixture(scope="session")
def sources() -> None:
    from run_in_page.build import build

    build()


@pytest.fixture(scope="session")
def zensical(built: Site | str, tmp_path_factory: pytest.TempPathFactory) -> Site:
    from tests.builders import build_with_zensical

    assert not isinstance(built, str), built
    return build_with_zensical(built.project, tmp_path_factory.mktemp("zensical"))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the engine from its wheel."""
    from tests.wheel import install

    return install(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def read(browser: Browser, site: Site) -> Iterator[Read]:
    """The first page, which a reader has opened who may press Run."""
    from tests.run_in_page_reader import reading

    with reading(browser, site.output) as read:
        yield read


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    from asrun.browser.chrome import opened  # as above
    from asrun.browser.visit import PERMISSIONS  # as above

    with opened(browser, permissions=PERMISSIONS) as page:
        yield page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    from asrun.browser.chrome import opened  # as above

    with opened(browser, viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True) as page:
        yield page
