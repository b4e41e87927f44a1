import pytest

from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS
from tests.asgi import JSON
from tests.mock_api.client import HELLO, Client
from tests.openapi import OPERATIONS

ONE = [("idempotency-key", "one")]
POSTS = [operation for operation in OPERATIONS if operation.method == "POST"]


@pytest.mark.says(
    "Send an `Idempotency-Key` with every `POST` that you might retry, so the work is done only once.",
    "If you don't get a response to a `POST`, you can't tell.",
    "Send an `Idempotency-Key` as the retry does, and the second attempt returns the first one's response.",
    "If that response contained a secret, it's `null` in the copy.",
    "The key itself. It's shown only once: in a replayed response, it's `null`.",
    "The secret that signs deliveries. It's shown only once: in a replayed response, it's `null`.",
)
def test_replay_on_the_same_path_does_no_work_and_shows_no_secret(client: Client) -> None:
    for operation in POSTS:
        client.sandbox.outbox.clear()
        first, second = (client.perform(operation.id, key="admin", fields=ONE) for _ in range(2))
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
    data = client.call("GET", "/v1/usage").data
    assert (data["window"], data["total"]) == (data["window"] | used, used)
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


def test_only_a_success_is_kept(client: Client) -> None:
    target = "/v1/keys/key_0000000000/rotate"
    codes = [client.call("POST", target, {"overlap_seconds": n}, key="admin", fields=ONE).code for n in (0, 1)]
    assert codes == ["NOT_FOUND"] * 2


@pytest.mark.says(
    "If the first request is still running, the response to the second is a `409`.",
    "If the first is still running, wait a second and repeat it.",
    "A request with the same idempotency key is still running.",
)
def test_second_request_while_the_first_runs_is_a_conflict(client: Client) -> None:
    client.sandbox.idempotency.begin((KEY_IDS["read"], "POST", "/v1/generate", "one"), HELLO)
    assert client.generate(fields=ONE).code == "CONFLICT"


@pytest.mark.says(
    "`Idempotency-Key`, {replay_hours} hours, same API key, method, path; only success: a retry after it, new attempt",
    "{replay_hours} hours, same `Idempotency-Key`, API key, method, path, body: first 2xx `Idempotency-Replayed: true`",
    "Use a new `Idempotency-Key` for each operation, only for retries.",
    "Use a new value for each thing you want done, and the same one for each retry.",
    "A field is invalid, or the idempotency key was used with another body.",
)
def test_key_counts_for_one_api_key_one_body_and_a_day(client: Client) -> None:
    def replayed(key: str = "read", tokens: int = 1) -> str | None:
        reply = client.generate({**HELLO, "max_tokens": tokens}, key=key, fields=ONE)
        return reply["Idempotency-Replayed"] if reply.status == 200 else reply.code

    assert [replayed(), replayed("admin"), replayed(tokens=2)] == [None, None, "IDEMPOTENCY_KEY_REUSED"]
    client.sandbox.clock.advance(86_399)
    assert replayed() == "true"
    client.sandbox.clock.advance(1)
    assert replayed() is None
