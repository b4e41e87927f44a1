import pytest

from tests.mock_api.client import HELLO, Client

OTHER = {**HELLO, "max_tokens": 5}
EARLY = ["retry_before_retry_after"]
REFUSED = ["retry_of_refused_request"]
NO_KEY = ["retry_without_idempotency_key"]
OTHER_KEY = ["retry_with_another_idempotency_key"]


@pytest.mark.parametrize(
    ("first", "seconds", "second", "violations"),
    [
        ("busy one", 1.0, "busy one", []),
        ("busy one", 0.996, "busy one", []),
        ("busy one", 0.9, "busy one", EARLY),
        ("unavailable one", 0.9, "unavailable one", EARLY),
        ("unavailable", 1.0, "unavailable", NO_KEY),
        ("unavailable one", 1.0, "unavailable two", OTHER_KEY),
        ("unavailable", 1.0, "unavailable other", []),
        ("busy one", 0.0, "read", []),
        *((key, 0.0, key, REFUSED) for key in ("webhook", "revoked", "expired", "YOUR_API_KEY")),
        ("revoked", 0.0, "revoked other", REFUSED),
        ("revoked", 0.0, "read", []),
    ],
)
@pytest.mark.says(
    "Never retry a `401` or a `403`.",
    "If it's a `POST`, send the same `Idempotency-Key`.",
    "A `401` or a `403` needs a person to fix it.",
    "For every other error, you need to change the request or the key first.",
)
def test_second_attempt_is_judged_by_the_first(
    client: Client, first: str, seconds: float, second: str, violations: list[str]
) -> None:
    def attempt(words: str) -> None:
        key, *rest = words.split()
        once = [("idempotency-key", word) for word in rest if word != "other"]
        client.generate(OTHER if "other" in rest else HELLO, key=key, fields=once)

    start = client.sandbox.clock.now()
    attempt(first)
    assert client.violations == []
    client.seconds += seconds
    attempt(second)
    assert client.violations == violations
    moved = (client.sandbox.clock.now() - start).total_seconds()
    assert moved == (1 if seconds > 0.99 else 0)


@pytest.mark.says("The clock moves only when a program waits for `Retry-After`.")
def test_get_needs_no_idempotency_key_and_the_clock_moves_once(client: Client) -> None:
    for _ in range(3):
        client.call("GET", "/v1/me", key="unavailable")
        client.seconds += 10
    assert client.violations == []
    assert client.call("GET", "/v1/me").data["last_used_at"] == "2026-01-01T12:00:01Z"


def test_once_it_succeeded_the_same_request_is_a_new_one(client: Client) -> None:
    client.generate(key="unavailable", fields=[("idempotency-key", "one")])
    client.seconds += 1
    client.generate(key="unavailable", fields=[("idempotency-key", "one")])
    client.generate(key="unavailable")
    assert client.violations == []
