import socket
from pathlib import Path

import pytest

from asrun.api import Api
from asrun.examples.waiting import until
from asrun.transport.faults import stall
from asrun.transport.front import Run
from asrun.transport.server import MockServer
from tests.asrun.transport.tunnel import LAST, POST, ask_proxy, connect, ended, read, tunnel

SECRET = "ak_test_readSandbox000000000000000000022Hy9J"


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize(
    ("asked", "noted"),
    [
        *((asked, asked) for asked in ("CONNECT api.example.com:80", "CONNECT api.example.com.example.org:443")),
        (f"GET http://api.example.com/?key={SECRET}", f"GET http://api.example.com/?key={SECRET[:12]}…"),
    ],
)
@pytest.mark.says("A program that calls any other host fails, too.")
def test_request_for_elsewhere_is_refused_and_noted_without_its_key(
    server: MockServer, run: Run, asked: str, noted: str
) -> None:
    assert ask_proxy(server, run, f"{asked} HTTP/1.1").startswith("HTTP/1.1 403 ")
    run.close()
    assert run.refused == [noted]


def test_refusal_is_read_by_a_client_that_still_sends(server: MockServer, run: Run) -> None:
    with connect(server, run.token, "POST http://example.org/ HTTP/1.1", b"x" * 500_000) as client:
        client.shutdown(socket.SHUT_WR)
        assert read(client).startswith(b"HTTP/1.1 403 Forbidden\r\n")


def test_request_in_the_name_of_no_open_run_gets_407_and_is_noted(api: Api) -> None:
    with MockServer(api) as server:
        closed = server.open_run()
        closed.close()
        closed.close()
        for user in (None, "", "run-0", closed.token):
            with connect(server, user) as client:
                client.shutdown(socket.SHUT_WR)
                response = client.recv(1000)
            assert response.startswith(b"HTTP/1.1 407 ")
            assert b"\r\nProxy-Authenticate: Basic realm=" in response
        assert len(server.unattributed) == 4


def test_end_of_a_run_ends_its_connections(server: MockServer, run: Run) -> None:
    with tunnel(server, run) as idle, tunnel(server, run) as sending, connect(server, run.token) as before_tls:
        sending.sendall(POST + b"Content-Length: 10\r\n\r\n{")
        assert before_tls.recv(1000).startswith(b"HTTP/1.1 200 ")
        run.close()
        assert [ended(client) for client in (idle, sending, before_tls)] == [True] * 3


def test_end_of_the_server_leaves_nothing(api: Api) -> None:
    before = open_files()
    with MockServer(api) as server:
        run = server.open_run([stall])
        clients = [tunnel(server, run), connect(server, None, "CONNECT"), connect(server, run.token)]
        clients[0].sendall(POST + LAST)
        until(lambda: run.sandbox.journal.exchanges)
        files = [path for path in server.ca_path.parent.rglob("*") if path.is_file()]
        assert [path for path in files if "PRIVATE KEY" in path.read_text()] == []
    for client in clients:
        assert ended(client)
        client.close()
    assert not server.ca_path.parent.exists()
    assert open_files() == before
    run.close()
