import socket

import pytest

from asrun.transport.proxy import HEAD_LIMIT, ProxyRequest
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from tests.asrun.transport.tunnel import connect, read


@pytest.mark.parametrize(
    ("field", "user"),
    [
        ("proxy-authorization: basic cnVuLTE6eA==", "run-1"),
        ("authorization: Basic cnVuLTE6eA==", None),
        *((f"proxy-authorization: {value}", None) for value in ("Bearer cnVuLTE6eA==", "Basic ?", "Basic /w==")),
    ],
)
def test_user_is_the_name_in_basic_credentials(field: str, user: str | None) -> None:
    name, _, value = field.partition(": ")
    assert ProxyRequest("CONNECT", "a:443", [(name, value)]).user == user


@pytest.mark.parametrize("line", ["", "CONNECT", "CONNECT a b HTTP/1.1", "CONNECT a:443 FTP/1", "\xff\x00"])
def test_what_is_no_request_line_is_a_bad_request(server: MockServer, line: str) -> None:
    with connect(server, None, line) as client:
        client.shutdown(socket.SHUT_WR)
        assert b"it got no HTTP/1.1 request line" in read(client)


def test_head_without_an_end_is_a_bad_request(server: MockServer) -> None:
    with connect(server, None, "CONNECT a:443 HTTP/1.1\r\nX: " + "x" * 3 * HEAD_LIMIT) as client:
        client.shutdown(socket.SHUT_WR)
        assert b"a head of more than 16384 bytes" in read(client)


def test_head_may_come_in_pieces_and_a_client_may_leave_in_it(server: MockServer, run: Run) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as leaves:
        leaves.sendall(b"CONNECT a:443 HTTP/1.1\r\n")
    with connect(server, run.token, "CONNECT a:443 HTTP/1.1\r\nHost: a") as client:
        client.shutdown(socket.SHUT_WR)
        assert read(client).startswith(b"HTTP/1.1 403 ")


def test_refusal_is_read_by_a_client_that_still_sends(server: MockServer, run: Run) -> None:
    with connect(server, run.token, "POST http://example.org/ HTTP/1.1", b"x" * 500_000) as client:
        client.shutdown(socket.SHUT_WR)
        assert read(client).startswith(b"HTTP/1.1 403 Forbidden\r\n")
