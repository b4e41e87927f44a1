import pytest

from mock_api.clock import Clock
from mock_api.idempotency import KEPT_ANSWERS, Idempotency
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import HELLO, JSON, Client

ONE = [("idempotency-key", "one")]
NEW = {"name": "Monitoring", "permissions": ["read"]}


def test_the_same_request_gets_the_same_answer(client: Client) -> None:
    first, second = client.generate(fields=ONE), client.generate(fields=ONE)
    assert (second.status, second.document) == (200, first.document)
    assert (first["Idempotency-Replayed"], second["Idempotency-Replayed"]) == (None, "true")
    assert first["X-Request-Id"] != second["X-Request-Id"]
    assert client.violations == []


def test_a_replay_does_no_work_but_counts_as_a_request(client: Client) -> None:
    client.generate(fields=ONE)
    client.generate(fields=ONE)
    used = {"requests": 3, "prompt_tokens": 4, "completion_tokens": 9}
    assert client.call("GET", "/v1/usage").data["total"] == used


def test_a_replay_does_not_show_the_secret_again(client: Client) -> None:
    first, second = (client.call("POST", "/v1/keys", NEW, key="admin", fields=ONE) for _ in range(2))
    assert second.data == {**first.data, "secret": None}
    assert (second.status, second["Location"], second["Cache-Control"]) == (201, first["Location"], "no-store")
    assert client.generate(key=first.data["secret"]).status == 200


def test_a_rotation_is_done_once(client: Client) -> None:
    target = "/v1/keys/key_4821093756/rotate"
    first, second = (client.call("POST", target, {"overlap_seconds": 0}, key="admin", fields=ONE) for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert second.data["id"] == first.data["id"]


def test_a_webhook_is_tested_once(client: Client) -> None:
    for _ in range(2):
        assert client.call("POST", "/v1/webhooks/webhook_1234567890/test", key="webhook", fields=ONE).status == 202
    assert len(client.sandbox.outbox) == 1


def test_another_body_is_refused(client: Client) -> None:
    client.generate(fields=ONE)
    reply = client.generate({**HELLO, "max_tokens": 1}, fields=ONE)
    assert (reply.status, reply.code) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_the_same_json_in_other_bytes_is_the_same_body(client: Client) -> None:
    first = client.generate(fields=ONE)
    fields = [("authorization", f"Bearer {SANDBOX_KEYS['read']}"), JSON, *ONE]
    body = b'{ "model": "gpt-4",\n "prompt": "Hello, \\u0077orld!" }'
    assert client.send("POST", "/v1/generate", fields, body).document == first.document


def test_a_key_counts_for_a_day(client: Client) -> None:
    first = client.generate(fields=ONE)
    client.sandbox.clock.advance(24 * 60 * 60 - 1)
    assert client.generate(fields=ONE).document == first.document
    client.sandbox.clock.advance(1)
    reply = client.generate(fields=ONE)
    assert (reply["Idempotency-Replayed"], reply.document != first.document) == (None, True)


def test_a_key_counts_for_one_api_key(client: Client) -> None:
    client.generate(fields=ONE)
    assert client.generate({**HELLO, "max_tokens": 1}, key="admin", fields=ONE).status == 200


def test_a_key_counts_for_one_path(client: Client) -> None:
    client.call("POST", "/v1/keys", NEW, key="admin", fields=ONE)
    assert client.generate(key="admin", fields=ONE).status == 200


def test_only_a_success_is_kept(client: Client) -> None:
    target = "/v1/keys/key_0000000000/rotate"
    for seconds in (0, 1):
        assert client.call("POST", target, {"overlap_seconds": seconds}, key="admin", fields=ONE).status == 404


def test_a_body_that_breaks_the_schema_comes_before_the_key(client: Client) -> None:
    client.generate(fields=ONE)
    assert client.generate({"prompt": "Hi"}, fields=ONE).code == "VALIDATION_ERROR"


def test_a_request_that_still_runs_is_a_conflict(client: Client) -> None:
    client.sandbox.idempotency.begin(("key_0000000001", "POST", "/v1/generate", "one"), HELLO)
    reply = client.generate(fields=ONE)
    assert (reply.status, reply.code) == (409, "CONFLICT")
    assert reply.error["message"] == "A request with this idempotency key is still running"


@pytest.mark.parametrize("value", ["", "a b", "x" * 256, "ü"])
def test_a_malformed_key_is_refused(client: Client, value: str) -> None:
    reply = client.generate(fields=[("idempotency-key", value)])
    assert (reply.status, reply.code) == (422, "VALIDATION_ERROR")
    assert [error["field"] for error in reply.error["details"]["errors"]] == ["Idempotency-Key"]


def test_two_keys_are_refused(client: Client) -> None:
    reply = client.generate(fields=[*ONE, *ONE])
    assert reply.error["details"]["errors"][0]["field"] == "Idempotency-Key"


def test_the_records_are_bounded() -> None:
    idempotency = Idempotency(Clock())
    for number in range(KEPT_ANSWERS + 1):
        idempotency.begin(("key", "POST", "/", str(number)), None)
    assert idempotency.begin(("key", "POST", "/", "0"), None) is None
