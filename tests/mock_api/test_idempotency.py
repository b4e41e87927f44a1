import pytest

from asrun.clock import Clock
from mock_api.idempotency import KEPT_RESPONSES, Idempotency
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import BY_ID, HELLO, JSON, Client

ONE = [("idempotency-key", "one")]


@pytest.mark.parametrize("name", ["generate", "createPrompt", "createKey", "createWebhook", "rotateKey", "testWebhook"])
def test_replay_does_no_work_and_shows_no_secret(client: Client, name: str) -> None:
    first, second = BY_ID[name].call(client, fields=ONE), BY_ID[name].call(client, fields=ONE)
    assert second.data == first.data | ({"secret": None} if "secret" in first.data else {})
    own = ("Content-Type", "Location", "Cache-Control", "Idempotency-Replayed")
    assert [second[each] for each in own] == [*(first[each] for each in own[:3]), "true"]
    assert second["X-Request-Id"] != first["X-Request-Id"]
    assert (second.status, client.violations) == (first.status, [])
    assert len(client.sandbox.outbox) <= 1


def test_replay_counts_as_a_request_and_uses_no_tokens(client: Client) -> None:
    client.generate(fields=ONE)
    client.generate(fields=ONE)
    used = {"requests": 3, "prompt_tokens": 4, "completion_tokens": 9}
    window = {"started_at": "2026-01-01T12:00:00Z", "ends_at": "2026-01-01T12:01:00Z"}
    assert client.call("GET", "/v1/usage").data == {"window": {**window, **used}, "total": used}
    client.sandbox.clock.advance(90)
    data = client.call("GET", "/v1/usage").data
    window = {"started_at": "2026-01-01T12:01:30Z", "ends_at": "2026-01-01T12:02:30Z"}
    assert data["window"] == {**window, "requests": 1, "prompt_tokens": 0, "completion_tokens": 0}
    assert data["total"] == {**used, "requests": 4}


def test_same_json_in_other_bytes_is_the_same_body(client: Client) -> None:
    first = client.generate(fields=ONE)
    fields = [("authorization", f"Bearer {SANDBOX_KEYS['read']}"), JSON, *ONE]
    body = b'{ "model": "gpt-4",\n "prompt": "Hello, \\u0077orld!" }'
    assert client.send("POST", "/v1/generate", fields, body).document == first.document


def test_key_counts_for_one_api_key_and_path(client: Client) -> None:
    client.generate(fields=ONE)
    assert client.generate({**HELLO, "max_tokens": 1}, key="admin", fields=ONE).status == 200
    assert BY_ID["createKey"].call(client, fields=ONE).status == 201


def test_only_a_success_is_kept(client: Client) -> None:
    for seconds in (0, 1):
        reply = client.call(
            "POST", "/v1/keys/key_0000000000/rotate", {"overlap_seconds": seconds}, key="admin", fields=ONE
        )
        assert reply.status == 404


@pytest.mark.parametrize("values", [[""], ["a b"], ["x" * 256], ["ü"], ["one", "one"]])
def test_malformed_key_is_refused(client: Client, values: list[str]) -> None:
    client.generate(fields=ONE)
    reply = client.generate(fields=[("idempotency-key", value) for value in values])
    assert reply.invalid == ["Idempotency-Key"]


def test_records_are_bounded() -> None:
    idempotency = Idempotency(Clock())
    for number in range(KEPT_RESPONSES + 1):
        idempotency.begin(("key", "POST", "/", str(number)), None)
    assert idempotency.begin(("key", "POST", "/", "0"), None) is None
