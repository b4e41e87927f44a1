"""Clients of many languages find the mock in the shell, and every other host, by the standard variables."""

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from asrun.contract import Contract
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.transport import upstream as passage
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from mock_api.shell.environment import inside
from tests.asrun.sandbox import clients
from tests.asrun.sandbox.clients import CLIENTS, here


class Inside(NamedTuple):
    run: Run
    environment: Mapping[str, str]


@pytest.fixture(scope="module")
def shell(contract: Contract, outside: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    folder = tmp_path_factory.mktemp("inside")
    assert outside
    with MockServer(contract) as server:
        run = server.open_run(elsewhere=passage.carry)
        environment = inside(run.environment, server.ca_path, folder)
        path = ":".join([*map(str, environment.path), PATH])
        yield Inside(run, {"HOME": str(folder), **environment.variables, "PATH": path})
        run.close()


@pytest.mark.parametrize("client", [client for client in CLIENTS if here(client)])
def test_client_finds_the_mock_and_the_other_host(client: str, shell: Inside, outside: str, tmp_path: Path) -> None:
    printed = [
        subprocess.run(
            [*CLIENTS[client], address],
            cwd=tmp_path,
            env=dict(shell.environment),
            capture_output=True,
            text=True,
            timeout=GUARD,
            check=True,
        ).stdout
        for address in ("https://api.example.com/v1/me", outside)
    ]
    assert [text.strip()[-3:] for text in printed] == ["200", "418"]
    exchange = shell.run.sandbox.journal.exchanges.pop()
    assert (exchange.request.target, exchange.violations) == ("/v1/me", [])


def test_what_the_machine_lacks_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clients, "PATH", str(tmp_path))
    others = [client for client in CLIENTS if client not in ("Node.js's fetch", "httpx", "requests")]
    assert clients.untried() == ["bash", "zsh", "fish", *others]
