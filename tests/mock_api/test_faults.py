import json
import os
import subprocess
from types import SimpleNamespace

import pytest

from asrun.transport import faults
from asrun.transport.faults import (
    Fault,
    bad_gateway,
    empty_reply,
    error_500,
    first,
    latency,
    reset,
    stall,
    truncate,
    unavailable_503,
)
from asrun.transport.run import Run
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.tunnel import ended, tunnel, wait_for_exchange

REQUEST = b"POST /v1/generate HTTP/1.1\r\nHost: api.example.com\r\n\r\n"


@pytest.mark.parametrize(("fault", "status"), [(truncate, 18), (reset, 56), (empty_reply, 52)])
def test_curl_ends_with_the_status_of_the_fault(server: MockServer, fault: Fault, status: int) -> None:
    run = server.open_run([fault])
    done = curl(run)
    run.close()
    assert done.returncode == status
    assert statuses(run) == [200]


def test_curl_gives_up_when_nothing_comes(server: MockServer) -> None:
    run = server.open_run([stall])
    assert curl(run, "--max-time", "0.3").returncode == 28
    run.close()


def test_truncate_sends_the_first_half_of_the_body(server: MockServer) -> None:
    run = server.open_run([truncate])
    done = curl(run)
    run.close()
    (exchange,) = run.sandbox.journal.exchanges
    body = exchange.response.body
    assert done.stdout.encode() == body[: len(body) // 2] != b""


def test_error_500_is_the_documented_error(server: MockServer) -> None:
    run = server.open_run([error_500])
    done = curl(run)
    run.close()
    assert json.loads(done.stdout)["error"]["code"] == "INTERNAL_ERROR"
    assert statuses(run) == [500]


def test_unavailable_503_says_when_to_come_again(server: MockServer) -> None:
    run = server.open_run([unavailable_503])
    done = curl(run)
    run.close()
    assert json.loads(done.stdout)["error"]["code"] == "SERVICE_UNAVAILABLE"
    (exchange,) = run.sandbox.journal.exchanges
    assert exchange.response.status == 503
    assert ("retry-after", "1") in exchange.response.fields


def test_bad_gateway_answers_in_html_what_the_api_does_not_see(server: MockServer) -> None:
    run = server.open_run([bad_gateway])
    done = curl(run, "--write-out", "|%{http_code} %{content_type}")
    run.close()
    assert done.stdout == "<h1>502 Bad Gateway</h1>|502 text/html"
    assert statuses(run) == []


def test_latency_leaves_an_answer_whole(server: MockServer) -> None:
    run = server.open_run([latency])
    done = curl(run)
    run.close()
    assert json.loads(done.stdout)["success"]


def test_latency_holds_the_answer_back(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(faults, "asyncio", SimpleNamespace(sleep=sleep))
    run = server.open_run([latency])
    curl(run)
    run.close()
    assert waits == [faults.LATENCY]


def test_first_lets_the_later_requests_pass(server: MockServer) -> None:
    run = server.open_run([first(2, empty_reply)])
    assert [curl(run).returncode for _ in range(3)] == [52, 52, 0]
    run.close()
    assert statuses(run) == [200, 200, 200]


def test_two_faults_act_on_the_same_exchange(server: MockServer) -> None:
    run = server.open_run([latency, truncate])
    assert curl(run).returncode == 18
    run.close()


def test_a_stalled_request_ends_with_its_run(server: MockServer) -> None:
    run = server.open_run([stall])
    with tunnel(server, run) as client:
        client.sendall(REQUEST)
        wait_for_exchange(run)
        run.close()
        assert ended(client)


def curl(run: Run, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            "curl",
            "--silent",
            *options,
            "--header",
            f"Authorization: Bearer {SANDBOX_KEYS['read']}",
            "--json",
            '{"prompt": "Hello", "model": "gpt-4"}',
            "https://api.example.com/v1/generate",
        ],
        env=run.environment | {"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )


def statuses(run: Run) -> list[int]:
    return [exchange.response.status for exchange in run.sandbox.journal.exchanges]
