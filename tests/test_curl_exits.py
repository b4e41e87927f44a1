"""The exit statuses of cURL that a page explains are those of the real cURL, each caused here as the page says."""

import os
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from asrun.browser.served import served
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.tables import CURL_EXITS

NO_NAME = "nowhere..invalid"
"""A label of a name is never empty: cURL knows without asking DNS."""

FAULTY = {18: "truncate", 28: "stall", 52: "empty_reply", 56: "reset"}


def curl(*arguments: str, environment: Mapping[str, str] | None = None) -> int:
    command = ["curl", "--disable", "--silent", "--fail-with-body", *arguments]
    environment = {"PATH": os.environ["PATH"], **(environment or {})}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def call(server: MockServer, status: int, *arguments: str) -> int:
    run = server.open_run([server.faults[FAULTY[status]]] if status in FAULTY else [])
    key = "none" if status == 22 else SANDBOX_KEYS["read"]
    fields = ["--header", f"Authorization: Bearer {key}"]
    ended = curl(*fields, *arguments, "https://api.example.com/v1/me", environment=run.environment)
    run.close()
    return ended


@pytest.mark.parametrize("status", sorted(status for row in CURL_EXITS for status in row))
def test_curl_exits_so(status: int, server: MockServer, tmp_path: Path) -> None:
    with socket.socket() as silent, served(tmp_path) as address:
        silent.bind(("127.0.0.1", 0))
        local = {
            5: ("--proxy", f"http://{NO_NAME}:1", "http://127.0.0.1/"),
            6: (f"http://{NO_NAME}/",),
            7: (f"http://127.0.0.1:{silent.getsockname()[1]}",),
            35: (address.replace("http:", "https:"),),  # it speaks no TLS
        }
        remote = {28: ("--max-time", "0.2"), 60: ("--capath", str(tmp_path)), 77: ("--cacert", "missing.pem")}
        actual = curl(*local[status]) if status in local else call(server, status, *remote.get(status, ()))
    assert actual == status
