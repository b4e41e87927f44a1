"""The way to other hosts, which a sandbox's shell has and an example has not."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from asrun.examples.waiting import GUARD
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from tests.asrun.transport.tunnel import ask_proxy, connect, ended, read

HELLO = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
PLAIN = "GET http://example.org/a HTTP/1.1"
ELSEWHERE = "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org"
TO_OUTER = "CONNECT example.org:443 HTTP/1.1\r\nhost: example.org\r\nProxy-Authorization: Basic bWU6cEBzcw==\r\n\r\n"


@pytest.fixture(autouse=True)
def _no_proxy_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def run(server: MockServer) -> Iterator[Run]:
    run = server.open_run(upstream=True)
    yield run
    run.close()


@pytest.fixture
def asked(server: MockServer, run: Run) -> Callable[[str], str]:
    return partial(ask_proxy, server, run)


@contextmanager
def host(serve: Callable[[socket.socket], None]) -> Iterator[str]:
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


def greeting(received: list[str], body: bytes = b"") -> Callable[[socket.socket], None]:
    def serve(client: socket.socket) -> None:
        text = b""
        while not text.endswith(b"\r\n\r\n" + body):
            text += client.recv(65_536)
        received.append(text.decode())
        client.sendall(HELLO.encode())

    return serve


def test_plain_request_reaches_its_host_as_the_host_wants_it(server: MockServer, run: Run) -> None:
    received: list[str] = []
    with host(greeting(received, b"!")) as authority:
        head = f"POST http://{authority}/a%20b?c HTTP/1.1\r\nHost: {authority}\r\nProxy-Connection: keep-alive"
        with connect(server, run.token, head, b"!") as client:
            assert read(client).decode() == HELLO
    with host(greeting(received)) as other:
        ask_proxy(server, run, f"GET http://{other} HTTP/1.1")
    assert received == [
        f"POST /a%20b?c HTTP/1.1\r\nhost: {authority}\r\nConnection: close\r\n\r\n!",
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
    ]


@pytest.mark.parametrize(
    ("variable", "head", "expected"),
    [
        ("HTTPS_PROXY=me:p%40ss@{}", ELSEWHERE, TO_OUTER),
        ("all_proxy=http://me:p%40ss@{}", ELSEWHERE, TO_OUTER),
        ("http_proxy=http://{}", PLAIN, f"{PLAIN}\r\nConnection: close\r\n\r\n"),
    ],
)
def test_outer_proxy_is_asked_in_its_own_name(
    asked: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, variable: str, head: str, expected: str
) -> None:
    received: list[str] = []
    with host(greeting(received)) as authority:
        name, _, value = variable.partition("=")
        monkeypatch.setenv(name, value.format(authority))
        assert asked(head) == HELLO
    assert received == [expected]


@pytest.mark.parametrize(
    ("head", "status", "reason"),
    [
        *(
            (head, 400, "cannot tell the host")
            for head in ("GET ftp://a/ HTTP/1.1", "CONNECT :1 HTTP/1.1", "CONNECT a:b HTTP/1.1")
        ),
        ("CONNECT api.example.com:80 HTTP/1.1", 403, "The mock is at https://api.example.com, and nowhere else"),
        ("CONNECT 127.0.0.1:{closed} HTTP/1.1", 502, "127.0.0.1:{closed} cannot be reached: "),
        ("CONNECT a:443 HTTP/1.1", 502, "The outer proxy must be http://…, not socks5://…."),
    ],
)
def test_request_that_cannot_be_carried_is_refused(
    asked: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, head: str, status: int, reason: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    if "socks5" in reason:
        monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9")
    response = asked(head.format(closed=closed))
    assert response.startswith(f"HTTP/1.1 {status} ")
    assert reason.format(closed=closed) in response


@pytest.mark.parametrize("side", ["host", "run"])
def test_tunnel_ends_when_its_host_breaks_off_or_its_run_is_closed(server: MockServer, run: Run, side: str) -> None:
    def serve(client: socket.socket) -> None:
        client.recv(1)

    with host(serve) as authority, connect(server, run.token, f"CONNECT {authority} HTTP/1.1") as client:
        assert client.recv(1000)
        if side == "host":
            client.sendall(b"xx")
        else:
            run.close()
        assert ended(client)
