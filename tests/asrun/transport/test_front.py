import pytest

from asrun.transport.run import Run
from asrun.transport.server import MockServer
from tests.asrun.transport.tunnel import LAST, POST, ask, tunnel


@pytest.mark.parametrize(
    ("request_", "statuses", "refused"),
    [
        (b"Hello!\r\n\r\n", ["400"], ["Invalid HTTP request received. (400)"]),
        ((POST + b"\r\n") * 2 + POST + LAST, ["401"] * 3, []),
        (POST + b"Upgrade: websocket\r\nConnection: upgrade, close\r\n\r\n", ["401"], []),
    ],
    ids=["no HTTP", "pipelined", "websocket"],
)
def test_what_does_not_reach_the_app_is_refused_and_noted(
    server: MockServer, run: Run, request_: bytes, statuses: list[str], refused: list[str]
) -> None:
    received = ask(server, run, request_).decode()
    assert [part.split()[0] for part in received.split("HTTP/1.1 ")[1:]] == statuses
    run.close()
    assert run.refused == refused


def test_client_that_leaves_in_the_body_leaves_nothing(
    server: MockServer, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with tunnel(server, run) as client:
        client.sendall(POST + b"Content-Length: 10\r\n\r\n{")
    run.close()
    assert not run.sandbox.journal.exchanges
    assert not caplog.records
