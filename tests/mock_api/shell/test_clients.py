"""Clients of many languages find the mock in the shell, and every other host, by the standard variables."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from mock_api import passage
from mock_api.contract import Contract
from mock_api.run import Run
from mock_api.sandbox import SANDBOX_KEYS
from mock_api.server import MockServer
from mock_api.shell.environment import PROGRAMS, inside
from tests.harness.process import PATH

CLIENTS: Mapping[str, tuple[str, ...]] = {
    "curl": (
        "curl",
        "--silent",
        "--oauth2-bearer",
        SANDBOX_KEYS["read"],
        "--write-out",
        "%{http_code}",
        "--output",
        "-",
    ),
    "Node.js's fetch": (
        "node",
        "--input-type=module",
        "--eval",
        "const headers = { Authorization: `Bearer ${process.env.API_KEY}` };"
        "console.log((await fetch(process.argv[1], { headers })).status);",
    ),
    "httpx": (
        "python",
        "-c",
        "import httpx, os, sys; headers = {'Authorization': f\"Bearer {os.environ['API_KEY']}\"};"
        "print(httpx.get(sys.argv[1], headers=headers).status_code)",
    ),
    "requests": (
        "python",
        "-c",
        "import requests, os, sys; headers = {'Authorization': f\"Bearer {os.environ['API_KEY']}\"};"
        "print(requests.get(sys.argv[1], headers=headers).status_code)",
    ),
    "Ruby's Net::HTTP": (
        "ruby",
        "-rnet/http",
        "-e",
        "headers = { 'Authorization' => %(Bearer #{ENV['API_KEY']}) };"
        "puts Net::HTTP.get_response(URI(ARGV[0]), headers).code",
    ),
    "PHP's curl": (
        "php",
        "-r",
        "$curl = curl_init($argv[1]);"
        "$headers = ['Authorization: Bearer ' . getenv('API_KEY')];"
        "curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => $headers]);"
        "curl_exec($curl);"
        "echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE);",
    ),
    "Perl's HTTP::Tiny": (
        "perl",
        "-MHTTP::Tiny",
        "-e",
        'my %headers = (Authorization => "Bearer $ENV{API_KEY}");'
        "print HTTP::Tiny->new->get($ARGV[0], { headers => \\%headers })->{status}",
    ),
}
"""Each takes an address, and prints the status of its answer."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "PHP's curl": ("php", "-r", "curl_version();"),
    "Perl's HTTP::Tiny": ("perl", "-MIO::Socket::SSL", "-e", "1"),
}
"""What tells whether the language has a library that the client needs."""


def here(client: str) -> bool:
    """Whether this machine has the client: those of other languages are not its own."""
    program = CLIENTS[client][0]
    if not (shutil.which(program, path=PATH) or any((folder / program).exists() for folder in PROGRAMS)):
        return False
    return client not in NEEDS or subprocess.run(NEEDS[client], capture_output=True, check=False).returncode == 0


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
            timeout=60,
            check=True,
        ).stdout
        for address in ("https://api.example.com/v1/me", outside)
    ]
    assert [text.strip()[-3:] for text in printed] == ["200", "418"]
    exchange = shell.run.sandbox.journal.exchanges.pop()
    assert (exchange.request.target, exchange.violations) == ("/v1/me", [])
