from collections.abc import Iterator

import pytest

from asrun.api import Api
from asrun.transport.front import Run
from asrun.transport.server import MockServer


@pytest.fixture
def run(server: MockServer) -> Iterator[Run]:
    run = server.open_run()
    yield run
    run.close()


@pytest.fixture(scope="session")
def walled(api: Api) -> Iterator[MockServer]:
    with MockServer(api, walled=True) as server:
        if not server.wall:
            pytest.skip(f"not tried without a wall: {server.wall_note}")
        yield server
