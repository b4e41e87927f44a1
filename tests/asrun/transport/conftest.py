from collections.abc import Iterator

import pytest

from asrun.transport.run import Run
from asrun.transport.server import MockServer


@pytest.fixture
def run(server: MockServer) -> Iterator[Run]:
    run = server.open_run()
    yield run
    run.close()
