"""The exit statuses of cURL that a page explains are those of the real cURL, each caused here as the page says."""

import os
import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from asrun.browser.served import served
from asrun.transport.faults import FAULTS
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.tables import CURL_EXITS

# A label of a name is never empty: cURL knows without asking DNS.
NO_NAME = "nowhere..invalid"


def curl(*arguments: str, environment: Mapping[str, str] | None = None) -> int:
    command = ["curl", "--disable", "--silent", "--fail-with-body", *arguments]
    environment = {"PATH": os.environ["PATH"], **(environment or {})}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def call(server: MockServer, *arguments: str, fault: str = "", key: str = SANDBOX_KEYS["read"]) -> int:
    run = server.open_run([FAULTS[fault]] if fault else [])
    authorization = f"Authorization: Bearer {key}"
    status = curl("--header", authorization, *arguments, "https://api.example.com/v1/me", environment=run.environment)
    run.close()
    return status


def call_a_closed_port() -> int:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        return curl(f"http://127.0.0.1:{silent.getsockname()[1]}")


def call_what_speaks_no_tls(folder: Path) -> int:
    with served(folder) as address:
        return curl(address.replace("http:", "https:"))


CAUSES: Mapping[int, Callable[[MockServer, Path], int]] = {
    5: lambda _server, _folder: curl("--proxy", f"http://{NO_NAME}:1", "http://127.0.0.1/"),
    6: lambda _server, _folder: curl(f"http://{NO_NAME}/"),
    7: lambda _server, _folder: call_a_closed_port(),
    18: lambda server, _folder: call(server, fault="truncate"),
    22: lambda server, _folder: call(server, key="none"),
    28: lambda server, _folder: call(server, "--max-time", "0.2", fault="stall"),
    35: lambda _server, folder: call_what_speaks_no_tls(folder),
    52: lambda server, _folder: call(server, fault="empty_reply"),
    56: lambda server, _folder: call(server, fault="reset"),
    60: lambda server, folder: call(server, "--capath", str(folder)),
}


@pytest.mark.parametrize("status", sorted(status for row in CURL_EXITS for status in row))
def test_curl_exits_so(status: int, server: MockServer, tmp_path: Path) -> None:
    assert CAUSES[status](server, tmp_path) == status
