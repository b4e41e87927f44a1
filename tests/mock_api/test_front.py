from collections.abc import Iterator

import pytest

from asrun.transport import front
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.tunnel import ask, connect, ended, read, tunnel

POST = b"POST /v1/generate HTTP/1.1\r\nHost: api.example.com\r\n"
LAST = b"Connection: close\r\n\r\n"
KEY = f"Authorization: Bearer {SANDBOX_KEYS['read']}\r\nContent-Type: application/json\r\n".encode()


@pytest.fixture
def run(server: MockServer) -> Iterator[Run]:
    run = server.open_run()
    yield run
    run.close()


def test_the_certificate_is_for_the_api_alone(server: MockServer, run: Run) -> None:
    with tunnel(server, run) as client:
        names = client.getpeercert()
    assert names is not None
    assert names["subjectAltName"] == (("DNS", "api.example.com"),)


def test_date_is_the_time_of_the_run(server: MockServer, run: Run) -> None:
    assert b"\r\ndate: Thu, 01 Jan 2026 12:00:00 GMT\r\n" in ask(server, run, POST + LAST)


def test_what_is_no_http_is_refused_and_noted(server: MockServer, run: Run) -> None:
    assert ask(server, run, b"Hello!\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    run.close()
    assert run.refused == ["Invalid HTTP request received. (400)"]


@pytest.mark.parametrize("end", [b"\r\n\r\n", b""], ids=["whole", "endless"])
def test_a_head_beyond_its_limit_is_refused_and_noted(server: MockServer, run: Run, end: bytes) -> None:
    head = b"GET / HTTP/1.1\r\nX: " + b"x" * front.HEAD_LIMIT
    assert ask(server, run, head + end).startswith(b"HTTP/1.1 431 ")
    run.close()
    assert run.refused == ["The request's line and fields exceed 65536 bytes. (431)"]


def test_requests_that_come_together_are_answered_in_turn(server: MockServer, run: Run) -> None:
    answered = ask(server, run, (POST + b"\r\n") * 2 + POST + LAST)
    assert answered.count(b"HTTP/1.1 401 ") == 3


def test_a_slow_request_ends_in_408_and_holds_up_nobody(server: MockServer, run: Run) -> None:
    with tunnel(server, run) as slow:
        slow.sendall(POST + KEY + b"Expect: 100-continue\r\nContent-Length: 10\r\n\r\n{")
        assert slow.recv(1000).startswith(b"HTTP/1.1 100 ")  # it waits for the rest
        (connection,) = run.state.connections
        assert isinstance(connection, front.Connection)
        assert b" 401 " in ask(server, run, POST + LAST)
        connection.loop.call_soon_threadsafe(connection.give_up)
        assert read(slow).startswith(b"HTTP/1.1 408 ")


def test_a_client_that_does_not_begin_tls_is_cut_off(
    server: MockServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "HANDSHAKE_LIMIT", 0.1)
    with connect(server, run.token) as silent:
        assert ended(silent)


def test_a_connection_without_a_request_is_closed_in_silence(
    server: MockServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "REQUEST_LIMIT", 0.1)
    with tunnel(server, run) as idle:
        assert read(idle) == b""
    run.close()
    assert not run.refused


def test_a_client_that_leaves_in_the_body_leaves_nothing(
    server: MockServer, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with tunnel(server, run) as client:
        client.sendall(POST + b"Content-Length: 10\r\n\r\n{")
    run.close()
    assert not run.sandbox.journal.exchanges
    assert not caplog.records


def test_a_websocket_is_not_opened(server: MockServer, run: Run) -> None:
    upgrade = b"Upgrade: websocket\r\nConnection: upgrade, close\r\n\r\n"
    assert ask(server, run, POST + upgrade).startswith(b"HTTP/1.1 401 ")
