"""Clients of many languages find the mock in the shell, and every other host, by the standard variables."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from asrun.api import Api
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.sandbox.environment import inside
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from tests.asrun.sandbox.clients import CLIENTS, here

Shell = tuple[Run, Mapping[str, str]]


@pytest.fixture(scope="module")
def shell(api: Api, outside: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    folder = tmp_path_factory.mktemp("inside")
    assert outside
    with MockServer(api) as server:
        run = server.open_run(upstream=True)
        environment = inside(api, run.environment, server.ca_path, folder)
        path = ":".join([*map(str, environment.path), PATH])
        yield run, {"HOME": str(folder), **environment.variables, "PATH": path}
        run.close()


@pytest.mark.parametrize("client", CLIENTS)
def test_client_finds_the_mock_and_the_other_host(client: str, shell: Shell, outside: str, tmp_path: Path) -> None:
    if not here(client):
        pytest.skip("not tried: this machine has no such client")
    run, variables = shell
    for address, status in (("https://api.example.com/v1/me", "200"), (outside, "418")):
        command = ["sh", "-c", f'{CLIENTS[client]} "$0"', address]
        shown = subprocess.run(
            command, cwd=tmp_path, env=dict(variables), capture_output=True, text=True, timeout=GUARD, check=True
        ).stdout
        assert shown.strip()[-3:] == status
    exchange = run.sandbox.journal.exchanges.pop()
    assert (exchange.request.target, exchange.violations) == ("/v1/me", [])
