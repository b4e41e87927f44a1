import socket

from asrun.examples.process import Ended, hung
from asrun.examples.raw import send
from asrun.journal import Request
from asrun.transport.faults import empty_reply, stall
from asrun.transport.server import MockServer

HOST = "api.example.com"
REQUEST = "POST /v1/nowhere HTTP/1.1\nHost: api.example.com\nx-ODD:  spaced\nContent-Length: 6\n\na\n\nbé\n"
FIELDS = [("host", "api.example.com"), ("x-odd", "spaced"), ("content-length", "6")]


def test_request_is_sent_as_it_stands(server: MockServer) -> None:
    run = server.open_run()
    ended = send(REQUEST, HOST, run.environment)
    run.close()
    (exchange,) = run.sandbox.journal.exchanges
    assert exchange.request == Request("POST", "/v1/nowhere", "/v1/nowhere", "", FIELDS, "a\n\nbé".encode())
    assert ended == Ended(0, exchange.response.body.decode(), "")


def test_response_that_does_not_come_ends_at_the_limit(server: MockServer) -> None:
    run = server.open_run([stall])
    assert send(REQUEST, HOST, run.environment, limit=0.3) == Ended(None, "", "", hung(0.3))
    run.close()


def test_connection_that_closes_and_server_that_is_away_are_told(server: MockServer) -> None:
    run = server.open_run([empty_reply])
    closed = "RemoteDisconnected: Remote end closed connection without response"
    assert send(REQUEST, HOST, run.environment) == Ended(1, "", closed)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        away = {**run.environment, "HTTPS_PROXY": f"http://run:x@127.0.0.1:{silent.getsockname()[1]}"}
        assert "Connection refused" in send(REQUEST, HOST, away).errors
    run.close()
