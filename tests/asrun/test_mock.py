import os
import shutil
import signal
import ssl
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from asrun import ROOT
from asrun import mock as command
from asrun.browser.served import read_until
from asrun.contract import Contract
from asrun.default.api import default_api
from asrun.examples.process import PATH
from asrun.examples.raw import send
from asrun.examples.waiting import GUARD
from asrun.project import load_api
from asrun.sandbox.environment import PROGRAMS, inside
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.asrun.default.client import CONTRACTS
from tests.asrun.sandbox.clients import CLIENTS

CURL = f"curl --silent --include --oauth2-bearer {SANDBOX_KEYS['read']} https://api.example.com/v1/me"


def test_it_serves_what_it_prints_until_a_signal_that_nohup_does_not_ignore_ends_it_cleanly() -> None:
    command = [sys.executable, "-m", "asrun", "mock", "--port", "0", "--clock", "2026-02-03T05:05:06+01:00"]
    pipe, usual = subprocess.PIPE, signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        signal.signal(signal.SIGHUP, usual)
        try:
            printed = read_until(process, "^  unavailable ").splitlines()
            process.send_signal(signal.SIGHUP)
            assert {line.split()[1] for line in printed if line.startswith("  ")} == set(SANDBOX_KEYS.values())
            exports = "\n".join(line for line in printed if line.startswith("export "))
            script = ["sh", "-c", f"{exports}\necho $SSL_CERT_FILE\n{CURL}"]
            ran = subprocess.run(script, env={"PATH": os.defpath}, capture_output=True, text=True, check=True)
            authority, *response = ran.stdout.splitlines()
            assert {"HTTP/1.1 200 OK", "date: Tue, 03 Feb 2026 04:05:06 GMT"} <= set(response)
            for each in [signal.SIGINT, signal.SIGTERM] * 20:
                process.send_signal(each)
            assert process.communicate(timeout=GUARD) == ("", "")
        finally:
            process.kill()
    assert (process.returncode, Path(authority).parent.exists()) == (0, False)


@pytest.mark.parametrize(
    ("arguments", "status", "expected"),
    [
        ("--port 65536", 2, "'65536' is no port"),
        ("--clock 2026-01-01T12:00:00", 2, "is no instant"),
        ("--host ::1", 2, "unrecognized arguments: --host ::1"),
        ("--port {port}", 1, "cannot listen on port {port}: [Errno 98] Address already"),
    ],
)
def test_bad_option_is_one_line(
    arguments: str, status: int, expected: str, server: MockServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(command.main(arguments.format(port=server.port).split()))
    (line,) = capsys.readouterr().err.splitlines()
    assert (ended.value.code, expected.format(port=server.port) in line) == (status, True), line


@pytest.mark.parametrize("host", ["localhost:8108", "api.example.org"])
def test_server_without_tls_is_mocked_for_clients_that_use_a_proxy_for_it(host: str, tmp_path: Path) -> None:
    paths = {"/pets": {"get": {"responses": {"200": {"content": {"application/json": {"example": ["cat"]}}}}}}}
    api = default_api(Contract.load({"servers": [{"url": f"http://{host}/v2"}], "paths": paths}), {})
    with MockServer(api) as server, closing(server.open_run()) as run:
        environment = {**os.environ, **inside(api, run.environment, server.ca_path, tmp_path)}
        environment["PATH"] = ":".join([*map(str, PROGRAMS), PATH])
        clients = [CLIENTS[name] for name in ("cURL", "wget", "Node.js's fetch", "httpx", "requests")]
        for client in clients:
            program = ["sh", "-c", f"{client.command}; {client.command}", f"http://{host}/v2/pets"]
            subprocess.run(program, env=environment, check=True, capture_output=True)
        send(f"GET /v2/pets HTTP/1.1\nHost: {host}\n\n", api.contract.origins[0], environment, GUARD)
    found = [(each.request.target, each.response.status, each.violations) for each in run.sandbox.journal.exchanges]
    assert (found, run.refused) == ([("/v2/pets", 200, [])] * (2 * len(clients) + 1), [])


def test_contract_alone_makes_an_api_with_a_certificate_for_each_of_its_hosts(tmp_path: Path) -> None:
    settings = 'contract = "pets.yaml"\nremember = false\nkeys.mine = {secret = "secret-of-mine", scheme = "key"}\n'
    (tmp_path / "asrun.toml").write_text(settings, "utf-8")
    shutil.copy(CONTRACTS["pets.yaml"], tmp_path)
    api = load_api(tmp_path)
    assert (api.keys, api.environment) == ({"mine": "secret-of-mine"}, {"API_KEY": "secret-of-mine"})
    with MockServer(api) as server, closing(server.open_run()) as run:
        trusted = ssl.create_default_context(cafile=server.ca_path)
        with httpx.Client(proxy=run.environment["HTTPS_PROXY"], verify=trusted) as client:
            key = {"X-Api-Key": "secret-of-mine"}
            pets = [client.get(f"https://{host}/v2/pets/7", headers=key) for host in api.contract.hosts]
    assert [pet.json()["id"] for pet in pets] == [1, 1]
