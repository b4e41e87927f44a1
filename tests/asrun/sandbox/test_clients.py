"""Clients of many languages find the mock in the shell, and every other host, by the standard variables."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from asrun.api import Api
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.sandbox.environment import PROGRAMS, inside
from asrun.transport.run import Run
from asrun.transport.server import MockServer

PYTHON = """python -c 'import {0}, os, sys; fields = {"Authorization": "Bearer " + os.environ["API_KEY"]}
print({0}.get(sys.argv[1], headers=fields).status_code)'"""
CLIENTS: Mapping[str, str] = {
    "curl": "curl --silent --oauth2-bearer $API_KEY --write-out '%{http_code}'",
    "Node.js's fetch": "node --input-type=module --eval "
    "'const headers = { Authorization: `Bearer ${process.env.API_KEY}` };"
    "console.log((await fetch(process.argv[1], { headers })).status);'",
    "httpx": PYTHON.replace("{0}", "httpx"),
    "requests": PYTHON.replace("{0}", "requests"),
    "Ruby's Net::HTTP": "ruby -rnet/http -e 'headers = { Authorization: %(Bearer #{ENV[%(API_KEY)]}) };"
    "puts Net::HTTP.get_response(URI(ARGV[0]), headers).code'",
    "PHP's curl": 'php -r \'$curl = curl_init($argv[1]); $headers = ["Authorization: Bearer " . getenv("API_KEY")];'
    "curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => $headers]);"
    "curl_exec($curl); echo curl_getinfo($curl, CURLINFO_RESPONSE_CODE);'",
    "Perl's HTTP::Tiny": 'perl -MHTTP::Tiny -e \'my %headers = (Authorization => "Bearer $ENV{API_KEY}");'
    "print HTTP::Tiny->new->get($ARGV[0], { headers => \\%headers })->{status}'",
}
"""Each takes an address, and prints the status of its response last. Not every machine has all of them."""

NEEDS = {"PHP's curl": ["php", "-r", "curl_version();"], "Perl's HTTP::Tiny": ["perl", "-MIO::Socket::SSL", "-e", "1"]}
"""What tells whether the language has a library that the client needs."""


def here(client: str) -> bool:
    """Whether this machine has the client."""
    program = CLIENTS[client].split()[0]
    if not (shutil.which(program, path=PATH) or any((folder / program).exists() for folder in PROGRAMS)):
        return False
    return client not in NEEDS or subprocess.run(NEEDS[client], capture_output=True, check=False).returncode == 0


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
