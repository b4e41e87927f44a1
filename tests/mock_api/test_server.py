import os
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from asrun.contract import Contract
from asrun.examples.waiting import GUARD
from asrun.transport import server as server_module
from asrun.transport.faults import stall
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.tunnel import ask, connect, ended, read, tunnel, wait_for_exchange

REQUEST = b"POST /v1/generate HTTP/1.1\r\nHost: api.example.com\r\n"
LAST = REQUEST + b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server(contract: Contract) -> Iterator[MockServer]:
    """One of this module's own, whose unattributed requests do not become another test's."""
    with MockServer(contract) as server:
        yield server


@pytest.fixture
def run(server: MockServer) -> Iterator[Run]:
    run = server.open_run()
    yield run
    run.close()


def test_a_client_needs_no_more_than_the_environment(run: Run) -> None:
    done = subprocess.run(
        [
            "curl",
            "--silent",
            "--show-error",
            "--write-out",
            "%{http_code}",
            "--json",
            "{}",
            "https://api.example.com/v1/generate",
        ],
        env=run.environment | {"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=True,
    )
    run.close()
    assert done.stdout.endswith("401")
    assert [exchange.request.target for exchange in run.sandbox.journal.exchanges] == ["/v1/generate"]


def test_the_environment_is_the_proxy_and_the_authority(server: MockServer, run: Run) -> None:
    proxy = f"http://{run.token}:x@127.0.0.1:{server.port}"
    authority = str(server.ca_path)
    assert run.environment == {
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "HTTP_PROXY": proxy,
        "http_proxy": proxy,
        "SSL_CERT_FILE": authority,
        "CURL_CA_BUNDLE": authority,
        "REQUESTS_CA_BUNDLE": authority,
        "NODE_EXTRA_CA_CERTS": authority,
        "NODE_OPTIONS": "--disable-warning=UNDICI-EHPA",
        "NODE_USE_ENV_PROXY": "1",
    }


def test_runs_at_the_same_time_see_their_own_exchanges_alone(server: MockServer) -> None:
    def requests(number: int) -> list[str]:
        run = server.open_run()
        for _ in range(number):
            ask(server, run, LAST.replace(b"generate", b"%d" % number))
        run.close()
        return [exchange.request.path for exchange in run.sandbox.journal.exchanges]

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(requests, range(1, 17)))
    assert seen == [[f"/v1/{number}"] * number for number in range(1, 17)]


def test_every_run_starts_alike(server: MockServer) -> None:
    answers = set()
    for _ in range(2):
        run = server.open_run()
        answers.add(ask(server, run, LAST))
        run.close()
    assert len(answers) == 1


@pytest.mark.parametrize(
    "asked",
    [
        "CONNECT example.org:443",
        "CONNECT api.example.com:80",
        "CONNECT api.example.com.example.org:443",
        "GET http://api.example.com/v1/me",
        "GET /v1/me",
    ],
)
def test_what_leads_elsewhere_is_refused_and_noted(server: MockServer, run: Run, asked: str) -> None:
    with connect(server, run.token, f"{asked} HTTP/1.1") as client:
        client.shutdown(socket.SHUT_WR)
        assert read(client).startswith(b"HTTP/1.1 403 ")
    run.close()
    assert run.refused == [asked]


def test_a_refused_target_is_noted_without_its_key(server: MockServer, run: Run) -> None:
    with connect(server, run.token, f"GET http://api.example.com/?key={SANDBOX_KEYS['read']} HTTP/1.1") as client:
        client.shutdown(socket.SHUT_WR)
        read(client)
    run.close()
    assert run.refused == [f"GET http://api.example.com/?key={SANDBOX_KEYS['read'][:12]}…"]


@pytest.mark.parametrize("user", [None, "", "run-0"])
def test_what_no_run_claims_gets_407_and_is_unattributed(server: MockServer, user: str | None) -> None:
    before = len(server.unattributed)
    with connect(server, user) as client:
        client.shutdown(socket.SHUT_WR)
        assert read(client).startswith(b"HTTP/1.1 407 ")
    new = server.unattributed[before:]
    assert [(exchange.request.method, exchange.request.target) for exchange in new] == [
        ("CONNECT", "api.example.com:443")
    ]


def test_a_closed_run_claims_nothing(server: MockServer) -> None:
    run = server.open_run()
    run.close()
    with connect(server, run.token) as client:
        client.shutdown(socket.SHUT_WR)
        assert read(client).startswith(b"HTTP/1.1 407 ")


def test_closing_a_run_ends_its_connections(server: MockServer) -> None:
    run = server.open_run()
    with tunnel(server, run) as idle, tunnel(server, run) as sending, connect(server, run.token) as before_tls:
        sending.sendall(REQUEST + b"Content-Length: 10\r\n\r\n{")
        assert before_tls.recv(1000).startswith(b"HTTP/1.1 200 ")
        run.close()
        for client in (idle, sending, before_tls):
            assert ended(client)


def test_a_run_can_be_closed_twice(server: MockServer) -> None:
    run = server.open_run()
    run.close()
    run.close()


def test_a_client_that_is_slow_to_ask_is_cut_off(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "HEAD_TIMEOUT", 0.01)
    with socket.create_connection(("127.0.0.1", server.port), timeout=GUARD) as slow:
        slow.sendall(b"CONNECT ")
        assert ended(slow)


def test_a_client_that_is_slow_to_ask_holds_up_nobody(server: MockServer, run: Run) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=GUARD) as slow:
        slow.sendall(b"CONNECT ")
        assert b" 401 " in ask(server, run, LAST)


def test_nagle_is_off(server: MockServer, run: Run) -> None:
    with tunnel(server, run) as client:
        client.sendall(REQUEST + b"\r\n")
        client.recv(1000)
        (connection,) = run.state.connections
        accepted = connection.transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_end_of_the_server_leaves_nothing(contract: Contract) -> None:
    open_before = _open_files()
    with MockServer(contract) as server:
        run = server.open_run([stall])
        clients = [tunnel(server, run), connect(server, None, "CONNECT"), connect(server, run.token)]
        clients[0].sendall(LAST)
        wait_for_exchange(run)
        directory = server.ca_path.parent
    for client in clients:
        assert ended(client)
        client.close()
    assert not directory.exists()
    assert _open_files() == open_before
    run.close()


def test_no_private_key_is_in_a_file(server: MockServer) -> None:
    (only,) = server.ca_path.parent.iterdir()
    assert only == server.ca_path
    assert "PRIVATE KEY" not in only.read_text()


def test_a_port_in_use_is_an_error_at_the_start(contract: Contract, server: MockServer) -> None:
    with pytest.raises(OSError, match="Address already in use"), MockServer(contract, port=server.port):
        pass


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
