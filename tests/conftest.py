from collections.abc import Iterator

import pytest
from mock_api.contract import Contract

from mock_api.server import MockServer
from tests.harness import ROOT
from tests.harness.pool import Runs
from tests.harness.runs import needed


@pytest.fixture(scope="session")
def server() -> Iterator[MockServer]:
    with MockServer(Contract.load(ROOT / "docs/api-reference/openapi.yaml")) as server:
        yield server


@pytest.fixture(scope="session")
def runs(request: pytest.FixtureRequest, server: MockServer) -> Iterator[Runs]:
    """The runs of the examples: those that the selected tests need are under way from the first of them on."""
    with Runs(server) as runs:
        for item in request.session.items:
            if isinstance(item, pytest.Function) and "runs" in item.fixturenames and hasattr(item, "callspec"):
                runs.start(needed(*item.callspec.params.values()))
        yield runs
