"""The passage to other hosts, which a sandbox's shell has and an example has not."""

import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from asrun.examples.waiting import GUARD
from asrun.transport import upstream as passage
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from tests.mock_api.tunnel import connect, ended, read, tunnel

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
HELLO = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"


@pytest.fixture(autouse=True)
def _no_proxy_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def run(server: MockServer) -> Iterator[Run]:
    run = server.open_run(elsewhere=passage.carry)
    yield run
    run.close()


@contextmanager
def host(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The authority of a host that serves one connection."""

    def accept() -> None:
        client, _ = listener.accept()
        with client:
            client.settimeout(GUARD)
            serve(client)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=accept)
        thread.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


def answering(received: list[str], body: bytes = b"") -> Callable[[socket.socket], None]:
    """A host that keeps what it received, a head and `body`, and then says hello."""

    def serve(client: socket.socket) -> None:
        text = b""
        while not text.endswith(b"\r\n\r\n" + body):
            text += client.recv(65_536)
        received.append(text.decode())
        client.sendall(HELLO)

    return serve


def asked(server: MockServer, run: Run, head: str) -> str:
    """What the proxy answers to a request without a body, until it closes."""
    with connect(server, run.token, head) as client:
        return read(client).decode()


def test_tunnel_passes_on_what_either_side_sends_until_both_are_done(server: MockServer, run: Run) -> None:
    def echo(client: socket.socket) -> None:
        while data := client.recv(65_536):
            client.sendall(data.upper())

    with host(echo) as authority, connect(server, run.token, f"CONNECT {authority} HTTP/1.1") as client:
        assert client.recv(1000) == b"HTTP/1.1 200 Connection established\r\n\r\n"
        for _ in range(2):
            client.sendall(b"x" * 100_000)
            received = b""
            while len(received) < 100_000:
                received += client.recv(65_536)
            assert received == b"X" * 100_000
        client.shutdown(socket.SHUT_WR)
        assert read(client) == b""


def test_plain_request_reaches_its_host_as_the_host_wants_it(server: MockServer, run: Run) -> None:
    received: list[str] = []
    name = b64encode(f"{run.token}:x".encode()).decode()
    with (
        host(answering(received, b"!")) as authority,
        socket.create_connection(("127.0.0.1", server.port), timeout=GUARD) as client,
    ):
        head = f"POST http://{authority}/a%20b?c HTTP/1.1\r\nHost: {authority}\r\nProxy-Authorization: Basic {name}"
        client.sendall(f"{head}\r\nProxy-Connection: keep-alive\r\n\r\n!".encode())
        assert read(client) == HELLO
    assert received == [f"POST /a%20b?c HTTP/1.1\r\nhost: {authority}\r\nConnection: close\r\n\r\n!"]


def test_request_without_a_path_asks_for_the_root(server: MockServer, run: Run) -> None:
    received: list[str] = []
    with host(answering(received)) as authority:
        assert asked(server, run, f"GET http://{authority} HTTP/1.1") == HELLO.decode()
    assert received[0].startswith("GET / HTTP/1.1")


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy"])
@pytest.mark.parametrize("scheme", ["http://", ""])
def test_outer_proxy_is_asked_for_a_tunnel_in_its_own_name(
    server: MockServer, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, scheme: str
) -> None:
    received: list[str] = []
    with host(answering(received)) as authority:
        monkeypatch.setenv(name, f"{scheme}me:p%40ss@{authority}")
        assert asked(server, run, "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org") == HELLO.decode()
    assert received == [
        "CONNECT example.org:443 HTTP/1.1\r\nhost: example.org\r\nProxy-Authorization: Basic bWU6cEBzcw==\r\n\r\n"
    ]


def test_outer_proxy_is_given_a_plain_request_whole(
    server: MockServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[str] = []
    with host(answering(received)) as authority:
        monkeypatch.setenv("http_proxy", f"http://{authority}")
        asked(server, run, "GET http://example.org/a HTTP/1.1")
    assert received == ["GET http://example.org/a HTTP/1.1\r\nConnection: close\r\n\r\n"]


def test_outer_proxy_is_passed_by_for_the_hosts_that_the_outside_names(
    server: MockServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with host(answering([])) as authority:
        assert asked(server, run, f"GET http://{authority}/ HTTP/1.1") == HELLO.decode()


def test_outer_proxy_of_another_kind_is_named(server: MockServer, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9")
    answer = asked(server, run, "CONNECT example.org:443 HTTP/1.1")
    assert answer.startswith("HTTP/1.1 502 ")
    assert "The outer proxy must be http://…, not socks5://…." in answer


def test_host_that_cannot_be_reached_is_named(server: MockServer, run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for line in (f"CONNECT 127.0.0.1:{port} HTTP/1.1", f"GET http://127.0.0.1:{port}/ HTTP/1.1"):
        answer = asked(server, run, line)
        assert answer.startswith("HTTP/1.1 502 Bad Gateway\r\n")
        assert f"127.0.0.1:{port} cannot be reached: " in answer


def test_host_that_breaks_off_is_let_go(server: MockServer, run: Run) -> None:
    def breaks(client: socket.socket) -> None:
        client.recv(1)

    with host(breaks) as authority, connect(server, run.token, f"CONNECT {authority} HTTP/1.1") as client:
        client.recv(1000)
        client.sendall(b"xx")
        assert ended(client)


@pytest.mark.parametrize("line", ["GET http://api.example.com/v1/me HTTP/1.1", "CONNECT api.example.com:80 HTTP/1.1"])
def test_apis_host_is_the_mock_in_one_way_alone(server: MockServer, run: Run, line: str) -> None:
    answer = asked(server, run, line)
    assert answer.startswith("HTTP/1.1 403 ")
    assert "The mock is at https://api.example.com, and nowhere else there." in answer


@pytest.mark.parametrize(
    "line", ["GET / HTTP/1.1", "GET ftp://example.org/ HTTP/1.1", "CONNECT :443 HTTP/1.1", "CONNECT a:b HTTP/1.1"]
)
def test_request_for_no_host_is_refused(server: MockServer, run: Run, line: str) -> None:
    assert asked(server, run, line).startswith("HTTP/1.1 400 ")


def test_mock_is_where_it_always_is(server: MockServer, run: Run) -> None:
    with tunnel(server, run) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n")
        assert read(client).startswith(b"HTTP/1.1 200 ")


def test_end_of_the_run_ends_its_tunnels(server: MockServer) -> None:
    def waits(client: socket.socket) -> None:
        client.recv(1)

    run = server.open_run(elsewhere=passage.carry)
    with host(waits) as authority, connect(server, run.token, f"CONNECT {authority} HTTP/1.1") as client:
        assert client.recv(1000)
        run.close()
        assert ended(client)
