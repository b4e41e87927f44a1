import json
from types import SimpleNamespace

import pytest

from asrun.transport import faults
from asrun.transport.faults import empty_reply, first, latency, stall
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.asrun.transport.tunnel import LAST, POST, ask, ended, tunnel, wait_for_exchange

BODY = b'{"prompt": "Hello", "model": "gpt-4"}'
HEAD = (
    f"Authorization: Bearer {SANDBOX_KEYS['read']}\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n"
)
REQUEST = POST + HEAD.encode() + LAST + BODY


@pytest.mark.parametrize(
    ("name", "status", "journaled"),
    [
        ("error_500", 500, 500),
        ("unavailable_503", 503, 503),
        ("bad_gateway", 502, None),
        ("latency", 200, 200),
        ("truncate", 200, 200),
        ("empty_reply", None, 200),
    ],
)
def test_fault_stands_between_the_client_and_the_response(
    server: MockServer, name: str, status: int | None, journaled: int | None
) -> None:
    run = server.open_run([server.faults[name]])
    head, _, body = ask(server, run, REQUEST).partition(b"\r\n\r\n")
    run.close()
    responses = [exchange.response for exchange in run.sandbox.journal.exchanges]
    assert [response.status for response in responses] == ([journaled] if journaled else [])
    assert head.split()[1:2] == ([str(status).encode()] if status else [])
    if name == "bad_gateway":
        assert (b"content-type: text/html" in head, body) == (True, b"<h1>502 Bad Gateway</h1>")
    elif name == "truncate":
        assert responses[0].body.startswith(body)
        assert len(responses[0].body) // 2 == len(body) > 0
    elif name == "unavailable_503":
        assert (b"retry-after: 1" in head, json.loads(body)["error"]["code"]) == (True, "SERVICE_UNAVAILABLE")
    elif status:
        assert body == responses[0].body


def test_latency_holds_the_response_back(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(faults, "asyncio", SimpleNamespace(sleep=sleep))
    run = server.open_run([empty_reply, latency])
    assert ask(server, run, REQUEST) == b""
    run.close()
    assert waits == [faults.LATENCY]


def test_first_lets_the_later_requests_pass(server: MockServer) -> None:
    run = server.open_run([first(2, empty_reply)])
    assert [ask(server, run, REQUEST)[:12] for _ in range(3)] == [b"", b"", b"HTTP/1.1 200"]
    run.close()


def test_stalled_request_ends_with_its_run(server: MockServer) -> None:
    run = server.open_run([stall])
    with tunnel(server, run) as client:
        client.sendall(REQUEST)
        wait_for_exchange(run)
        run.close()
        assert ended(client)
