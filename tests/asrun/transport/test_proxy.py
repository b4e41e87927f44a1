import socket

import pytest

from asrun.transport.run import Run
from asrun.transport.server import MockServer
from tests.asrun.transport.tunnel import ask_proxy, connect, read


@pytest.mark.parametrize(
    ("head", "response"),
    [
        *((line, "it got no HTTP/1.1 request line") for line in ("", "CONNECT", "CONNECT a b HTTP/1.1", "\xff\x00")),
        ("CONNECT a:443 FTP/1", "it got no HTTP/1.1 request line"),
        ("CONNECT a:443 HTTP/1.1\r\nHost: a", "The proxy leads to https://api.example.com alone."),
    ],
)
def test_head_is_read_once_it_is_whole(server: MockServer, run: Run, head: str, response: str) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as leaves:
        leaves.sendall(head.encode()[:40])
    assert response in ask_proxy(server, run, head)


def test_refusal_is_read_by_a_client_that_still_sends(server: MockServer, run: Run) -> None:
    with connect(server, run.token, "POST http://example.org/ HTTP/1.1", b"x" * 500_000) as client:
        client.shutdown(socket.SHUT_WR)
        assert read(client).startswith(b"HTTP/1.1 403 Forbidden\r\n")
