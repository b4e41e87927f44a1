import socket

import pytest

from asrun.api import Delivery
from asrun.examples.waiting import GUARD
from asrun.transport.front import deliver
from asrun.transport.server import MockServer
from tests.asrun.transport.tunnel import LAST, POST, ask, ended
from tests.loop import completed


@pytest.mark.parametrize("name", ["server", "walled"])
def test_server_sends_what_a_request_leaves_in_the_outbox(name: str, request: pytest.FixtureRequest) -> None:
    server: MockServer = request.getfixturevalue(name)
    run = server.open_run()
    with (server.wall or socket).socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(GUARD)
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        run.sandbox.outbox.append(Delivery(f"http://{host}/hook?x=1", {"webhook-id": "msg_1"}, b"{}"))
        ask(server, run, POST + LAST)
        with listener.accept()[0] as accepted:
            sent = accepted.recv(10_000).decode()
            run.close()
            assert ended(accepted)
    fields = f"host: {host}\r\nwebhook-id: msg_1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n"
    assert sent == f"POST /hook?x=1 HTTP/1.1\r\n{fields}{{}}"


@pytest.mark.parametrize("host", ["127.0.0.2", "hooks.example.com", "localhost.example.com", "user@example.com"])
def test_nothing_is_sent_elsewhere(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr("asrun.transport.front._post", None)
    completed(deliver(Delivery(f"http://{host}/hook", {}, b"{}"), lambda _: None))


def test_receiver_that_does_not_respond_in_time_is_told_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asrun.transport.front.TIMEOUT", 0.01)
    statuses: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
        completed(deliver(Delivery(url, {}, b"{}"), statuses.append))
    assert statuses == [0]
