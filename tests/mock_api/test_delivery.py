import asyncio
import socket
from collections.abc import Iterator

import pytest

from asrun.api import Delivery
from asrun.examples.waiting import GUARD
from asrun.transport.delivery import deliver
from asrun.transport.server import MockServer
from tests.loop import completed
from tests.mock_api.tunnel import ask, ended

BODY = b'{"type": "webhook.test"}'


@pytest.fixture
def receiver() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(GUARD)
        yield listener


def test_the_server_sends_what_a_request_leaves_in_the_outbox(server: MockServer, receiver: socket.socket) -> None:
    run = server.open_run()
    run.sandbox.outbox.append(delivery(receiver))
    ask(server, run, b"GET /v1/me HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n")
    accepted, _ = receiver.accept()
    with accepted:
        head, _, body = accepted.recv(10_000).partition(b"\r\n\r\n")
        run.close()
        assert ended(accepted)
    assert head.decode().split("\r\n") == [
        "POST /hook?x=1 HTTP/1.1",
        f"host: 127.0.0.1:{receiver.getsockname()[1]}",
        "content-type: application/json",
        "webhook-id: msg_1",
        f"content-length: {len(BODY)}",
        "connection: close",
    ]
    assert body == BODY


@pytest.mark.parametrize("host", ["127.0.0.2", "hooks.example.com", "localhost.example.com", "user@example.com"])
def test_nothing_is_sent_elsewhere(receiver: socket.socket, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(asyncio, "open_connection", None)
    completed(deliver(delivery(receiver, host)))


def test_a_receiver_that_is_not_there_is_no_error(receiver: socket.socket) -> None:
    gone = delivery(receiver)
    receiver.close()
    completed(deliver(gone))


def test_a_receiver_that_does_not_answer_is_left(receiver: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asrun.transport.delivery.TIMEOUT", 0.05)
    completed(deliver(delivery(receiver)))


def delivery(receiver: socket.socket, host: str = "127.0.0.1") -> Delivery:
    url = f"http://{host}:{receiver.getsockname()[1]}/hook?x=1"
    return Delivery(url, {"content-type": "application/json", "webhook-id": "msg_1"}, BODY)
