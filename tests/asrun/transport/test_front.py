import pytest

from asrun.transport import front
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.asrun.transport.tunnel import LAST, POST, ask, read, tunnel

KEY = f"Authorization: Bearer {SANDBOX_KEYS['read']}\r\nContent-Type: application/json\r\n".encode()
LONG = b"GET / HTTP/1.1\r\nX: " + b"x" * front.HEAD_LIMIT
TOO_LONG = ["The request's line and fields exceed 65536 bytes. (431)"]


@pytest.mark.parametrize(
    ("request_", "statuses", "refused"),
    [
        (b"Hello!\r\n\r\n", ["400"], ["Invalid HTTP request received. (400)"]),
        (LONG + b"\r\n\r\n", ["431"], TOO_LONG),
        (LONG, ["431"], TOO_LONG),
        ((POST + b"\r\n") * 2 + POST + LAST, ["401"] * 3, []),
        (POST + b"Upgrade: websocket\r\nConnection: upgrade, close\r\n\r\n", ["401"], []),
    ],
    ids=["no HTTP", "long", "endless", "pipelined", "websocket"],
)
def test_what_does_not_reach_the_app_is_refused_and_noted(
    server: MockServer, run: Run, request_: bytes, statuses: list[str], refused: list[str]
) -> None:
    received = ask(server, run, request_).decode()
    assert [part.split()[0] for part in received.split("HTTP/1.1 ")[1:]] == statuses
    run.close()
    assert run.refused == refused


def test_slow_request_ends_in_408_and_holds_up_nobody(server: MockServer, run: Run) -> None:
    with tunnel(server, run) as slow:
        slow.sendall(POST + KEY + b"Expect: 100-continue\r\nContent-Length: 10\r\n\r\n{")
        assert slow.recv(1000).startswith(b"HTTP/1.1 100 ")  # it waits for the rest
        (connection,) = run.state.connections
        assert isinstance(connection, front.Connection)
        assert b" 401 " in ask(server, run, POST + LAST)
        connection.loop.call_soon_threadsafe(connection.give_up)
        assert read(slow).startswith(b"HTTP/1.1 408 ")


def test_connection_without_a_request_is_closed_in_silence(
    server: MockServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "REQUEST_LIMIT", 0.1)
    with tunnel(server, run) as idle:
        assert read(idle) == b""
    run.close()
    assert not run.refused


def test_client_that_leaves_in_the_body_leaves_nothing(
    server: MockServer, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with tunnel(server, run) as client:
        client.sendall(POST + b"Content-Length: 10\r\n\r\n{")
    run.close()
    assert not run.sandbox.journal.exchanges
    assert not caplog.records
