import asyncio
import socket
from base64 import b64encode
from http import HTTPStatus

import pytest

from asrun.transport.proxy import HEAD_LIMIT, BadRequest, ProxyRequest, read_request, refuse
from tests.loop import completed


def test_reads_a_head_that_comes_in_pieces() -> None:
    request = _read(b"CONNECT api.example.com:443 HT", b"TP/1.1\r\nHost:  api.example.com \r\n", b"\r\n")
    assert request == ProxyRequest("CONNECT", "api.example.com:443", [("host", "api.example.com")])


def test_user_is_the_name_in_basic_credentials() -> None:
    request = _read(b"CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: basic " + b64encode(b"run-1:x") + b"\r\n\r\n")
    assert request is not None
    assert request.user == "run-1"


@pytest.mark.parametrize(
    "field",
    [
        "Authorization: Basic cnVuLTE6eA==",
        "Proxy-Authorization: Bearer cnVuLTE6eA==",
        "Proxy-Authorization: Basic ?",
        "Proxy-Authorization: Basic /w==",
        "Proxy-Authorization: Basic é",
    ],
)
def test_user_is_none_without_basic_credentials(field: str) -> None:
    request = _read(f"CONNECT a:443 HTTP/1.1\r\n{field}\r\n\r\n".encode())
    assert request is not None
    assert request.user is None


def test_a_client_that_leaves_in_the_head_is_no_request() -> None:
    assert _read(b"CONNECT a:443 HTTP/1.1\r\n") is None


@pytest.mark.parametrize(
    "sent",
    [
        b"\r\n\r\n",
        b"CONNECT\r\n\r\n",
        b"CONNECT a b HTTP/1.1\r\n\r\n",
        b"CONNECT a:443 FTP/1\r\n\r\n",
        b"\xff\x00\r\n\r\n",
    ],
)
def test_what_is_no_request_line_is_a_bad_request(sent: bytes) -> None:
    with pytest.raises(BadRequest, match="request line"):
        _read(sent)


def test_a_head_without_end_is_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="16384 bytes"):
        _read(b"CONNECT a:443 HTTP/1.1\r\nX: ", b"x" * HEAD_LIMIT)


def test_a_refusal_is_read_by_a_client_that_still_sends() -> None:
    ours, theirs = _pair()
    with ours, theirs:
        theirs.send(b"x" * 50_000)
        completed(_refuse_and_close(ours, theirs))
        assert theirs.recv(1000).startswith(b"HTTP/1.1 403 Forbidden\r\n")


def test_407_challenges_for_basic_credentials() -> None:
    ours, theirs = _pair()
    with ours, theirs:
        completed(_refuse_and_close(ours, theirs, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED))
        assert b"\r\nProxy-Authenticate: Basic realm=" in theirs.recv(1000)


def _read(*pieces: bytes) -> ProxyRequest | None:
    async def exchange(ours: socket.socket, theirs: socket.socket) -> ProxyRequest | None:
        reading = asyncio.create_task(read_request(ours))
        for piece in pieces:
            theirs.send(piece)
            await asyncio.sleep(0)
        theirs.shutdown(socket.SHUT_WR)
        return await reading

    ours, theirs = _pair()
    with ours, theirs:
        return completed(exchange(ours, theirs))


async def _refuse_and_close(
    ours: socket.socket, theirs: socket.socket, status: HTTPStatus = HTTPStatus.FORBIDDEN
) -> None:
    theirs.shutdown(socket.SHUT_WR)
    await refuse(ours, status, "No.")
    ours.close()


def _pair() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    return ours, theirs
