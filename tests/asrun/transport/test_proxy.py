"""The way to other hosts, which a sandbox's shell has and an example has not."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from asrun.transport.front import Run
from asrun.transport.proxy import obstacle
from asrun.transport.server import MockServer
from tests.asrun.transport.tunnel import ask_proxy, connect, ended, read

OK = "HTTP/1.1 200 OK\r\n\r\n"
CONNECT = "CONNECT example.org:443 HTTP/1.1\r\nhost: example.org"
BY_NAME = f"{CONNECT}\r\nProxy-Authorization: Basic bWU6cEBzcw=="
PLAIN, CLOSE = "GET http://example.org/a HTTP/1.1", "Connection: close"


class Echo(StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(OK.encode() + self.rfile.read())


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


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """The address of a server that returns all that it has received."""
    with ThreadingTCPServer(("127.0.0.1", 0), Echo) as server, ThreadPoolExecutor(1) as thread:
        thread.submit(server.serve_forever, 0.01)
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("variable", "head", "received"),
    [
        (
            "",
            "POST http://HOST/a%20b?c HTTP/1.1\r\nHost: HOST\r\nProxy-Connection: keep-alive",
            f"POST /a%20b?c HTTP/1.1\r\nhost: HOST\r\n{CLOSE}",
        ),
        ("", "GET http://HOST HTTP/1.1", f"GET / HTTP/1.1\r\n{CLOSE}"),
        ("http_proxy=http://127.0.0.1:1 no_proxy=HOST", "GET http://HOST HTTP/1.1", f"GET / HTTP/1.1\r\n{CLOSE}"),
        ("HTTPS_PROXY=me:p%40ss@HOST", CONNECT, BY_NAME),
        ("all_proxy=http://me:p%40ss@HOST", CONNECT, BY_NAME),
        (
            "http_proxy=http://HOST",
            "GET http://example.org/a HTTP/1.1",
            f"GET http://example.org/a HTTP/1.1\r\n{CLOSE}",
        ),
    ],
)
def test_request_reaches_its_host_or_an_outer_proxy_as_either_wants_it(  # noqa: PLR0913, PLR0917
    server: MockServer, run: Run, host: str, monkeypatch: pytest.MonkeyPatch, variable: str, head: str, received: str
) -> None:
    for each in variable.split():
        monkeypatch.setenv(*each.replace("HOST", host).split("="))
    with connect(server, run.token, head.replace("HOST", host), b"!") as client:
        client.shutdown(socket.SHUT_WR)
        assert read(client).decode() == f"{OK}{received.replace('HOST', host)}\r\n\r\n!"


@pytest.mark.parametrize(
    ("head", "status", "reason"),
    [
        *(
            (head, 400, "cannot tell the host")
            for head in ("GET ftp://a/ HTTP/1.1", "CONNECT :1 HTTP/1.1", "CONNECT a:b HTTP/1.1")
        ),
        ("CONNECT api.example.com:80 HTTP/1.1", 403, "The mock is at https://api.example.com, and nowhere else"),
        ("CONNECT 127.0.0.1:{closed} HTTP/1.1", 502, "127.0.0.1:{closed} cannot be reached: "),
        ("CONNECT a:443 HTTP/1.1", 502, "an http:// proxy for https outside, actual socks5://127.0.0.1:9."),
    ],
)
def test_request_that_cannot_be_carried_is_refused(  # noqa: PLR0913, PLR0917
    server: MockServer, run: Run, monkeypatch: pytest.MonkeyPatch, head: str, status: int, reason: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    if "socks5" in reason:
        monkeypatch.setenv("all_proxy", "socks5://me:secret@127.0.0.1:9")
    response = ask_proxy(server, run, head.format(closed=closed))
    assert response.startswith(f"HTTP/1.1 {status} ")
    assert reason.format(closed=closed) in response


@pytest.mark.parametrize("proxy", ["https://127.0.0.1:9", "http://:9", "http://127.0.0.1:x", "http://[", "127.0.0.1:9"])
def test_outer_proxy_that_is_no_use_is_named_at_the_start(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    assert obstacle() == ""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    assert (obstacle() == "") == (proxy == "127.0.0.1:9")


@pytest.mark.parametrize("side", ["host", "run"])
def test_tunnel_ends_when_its_host_breaks_off_or_its_run_is_closed(server: MockServer, run: Run, side: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        authority = f"127.0.0.1:{listener.getsockname()[1]}"
        with connect(server, run.token, f"CONNECT {authority} HTTP/1.1") as client, listener.accept()[0] as far:
            assert client.recv(1000)
            client.sendall(b"xx")
            far.recv(1)
            (run if side == "run" else far).close()
            assert ended(client)
