"""A plugin of pytest that shuffles the tests: every worker of a run in the same order, which the seed gives again."""

import os
import random

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    random.Random(os.environ.get("PYTEST_XDIST_TESTRUNUID", "1")).shuffle(items)
