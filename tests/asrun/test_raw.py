import socket
from collections.abc import Iterator

import pytest

from asrun.examples.raw import on_the_wire, send
from asrun.transport.faults import empty_reply, stall
from asrun.transport.run import Run
from asrun.transport.server import MockServer

REQUEST = "GET /v1/nowhere HTTP/1.1\nHost: api.example.com\nx-ODD:  spaced\n\n"


@pytest.fixture
def run(server: MockServer) -> Iterator[Run]:
    run = server.open_run()
    yield run
    run.close()


def test_request_is_sent_as_it_stands(run: Run) -> None:
    ended = send(REQUEST, run.environment)
    run.close()
    (exchange,) = run.sandbox.journal.exchanges
    assert (exchange.request.method, exchange.request.target) == ("GET", "/v1/nowhere")
    assert exchange.request.fields == [("host", "api.example.com"), ("x-odd", "spaced")]
    assert exchange.request.body == b""
    assert (ended.status, ended.output) == (0, exchange.response.body.decode())


def test_body_is_what_follows_the_blank_line_without_the_files_last_line_end(run: Run) -> None:
    send(
        "POST /v1/nowhere HTTP/1.1\nHost: api.example.com\nContent-Length: 6\n\na\n\nbé\n",
        run.environment,
    )
    run.close()
    (exchange,) = run.sandbox.journal.exchanges
    assert exchange.request.body == "a\n\nbé".encode()


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("GET / HTTP/1.1\nHost: a\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("GET / HTTP/1.1\nHost: a\n\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("GET / HTTP/1.1\nHost: a\n\na\n\nb\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\na\n\nb"),
    ],
)
def test_lines_of_the_head_end_in_cr_lf_and_the_body_stays(text: str, sent: bytes) -> None:
    assert on_the_wire(text) == sent


def test_body_that_is_announced_and_missing_ends_at_the_limit(server: MockServer) -> None:
    run = server.open_run()
    ended = send("POST /v1/generate HTTP/1.1\nHost: api.example.com\nContent-Length: 5\n\n", run.environment, limit=0.3)
    run.close()
    assert ended.trouble is not None
    assert ended.trouble.expected == "an end within 0.3 s"


def test_response_that_does_not_come_ends_at_the_limit(server: MockServer) -> None:
    run = server.open_run([stall])
    ended = send(REQUEST, run.environment, limit=0.3)
    run.close()
    assert ended.trouble is not None


def test_connection_that_closes_is_told(server: MockServer) -> None:
    run = server.open_run([empty_reply])
    ended = send(REQUEST, run.environment)
    run.close()
    assert (ended.status, ended.trouble) == (1, None)
    assert ended.errors == "RemoteDisconnected: Remote end closed connection without response"


def test_server_that_is_away_is_told(run: Run) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        proxy = f"http://run:x@127.0.0.1:{silent.getsockname()[1]}"
        ended = send(REQUEST, {**run.environment, "HTTPS_PROXY": proxy})
    assert ended.status == 1
    assert "Connection refused" in ended.errors
