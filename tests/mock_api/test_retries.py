import pytest

from mock_api.retries import KEPT
from tests.mock_api.client import HELLO, Client
from tests.mock_api.conftest import Stopwatch

IDEMPOTENT = [("idempotency-key", "one")]


def test_a_client_that_waits_moves_the_clock(client: Client, stopwatch: Stopwatch) -> None:
    before = client.sandbox.clock.now()
    client.generate(key="busy", fields=IDEMPOTENT)
    stopwatch.seconds += 1
    assert client.generate(key="busy", fields=IDEMPOTENT).status == 200
    assert client.violations == []
    assert (client.sandbox.clock.now() - before).total_seconds() == 1


def test_the_clock_moves_once(client: Client, stopwatch: Stopwatch) -> None:
    client.generate(key="busy", fields=IDEMPOTENT)
    stopwatch.seconds += 10
    client.generate(key="busy", fields=IDEMPOTENT)
    before = client.sandbox.clock.now()
    stopwatch.seconds += 10
    client.generate(key="busy", fields=IDEMPOTENT)
    assert client.sandbox.clock.now() == before


@pytest.mark.parametrize("key", ["busy", "unavailable"])
def test_a_client_that_does_not_wait_violates(client: Client, stopwatch: Stopwatch, key: str) -> None:
    before = client.sandbox.clock.now()
    client.generate(key=key, fields=IDEMPOTENT)
    stopwatch.seconds += 0.9
    client.generate(key=key, fields=IDEMPOTENT)
    assert client.violations == ["retry_before_retry_after"]
    assert client.sandbox.clock.now() == before


def test_a_timer_may_be_a_little_early(client: Client, stopwatch: Stopwatch) -> None:
    client.generate(key="busy", fields=IDEMPOTENT)
    stopwatch.seconds += 0.996
    client.generate(key="busy", fields=IDEMPOTENT)
    assert client.violations == []


def test_waiting_out_a_window_is_enough(client: Client, stopwatch: Stopwatch) -> None:
    for _ in range(3):
        client.generate(key="limited")
    wait = int(client.generate(key="limited", fields=IDEMPOTENT)["Retry-After"] or 0)
    stopwatch.seconds += wait
    assert client.generate(key="limited", fields=IDEMPOTENT).status == 200


def test_another_key_does_not_have_to_wait(client: Client) -> None:
    client.generate(key="busy")
    client.generate(key="read")
    assert client.violations == []


@pytest.mark.parametrize("key", ["webhook", "revoked", "expired", "YOUR_API_KEY"])
def test_what_was_refused_is_not_to_be_repeated(client: Client, key: str) -> None:
    client.generate(key=key)
    assert client.violations == []
    client.generate({"prompt": "Please?", "model": "gpt-4"}, key=key)
    assert client.violations == ["retry_of_refused_request"]


def test_after_a_refusal_another_key_may_try(client: Client) -> None:
    client.generate(key="revoked")
    client.generate(key="read")
    assert client.violations == []


def test_a_retry_of_a_post_needs_an_idempotency_key(client: Client, stopwatch: Stopwatch) -> None:
    client.generate(key="unavailable")
    stopwatch.seconds += 1
    client.generate(key="unavailable")
    assert client.violations == ["retry_without_idempotency_key"]


def test_a_retry_needs_the_idempotency_key_of_the_first_attempt(client: Client, stopwatch: Stopwatch) -> None:
    client.generate(key="unavailable", fields=IDEMPOTENT)
    stopwatch.seconds += 1
    client.generate(key="unavailable", fields=[("idempotency-key", "two")])
    assert client.violations == ["retry_with_another_idempotency_key"]


def test_a_get_needs_none(client: Client, stopwatch: Stopwatch) -> None:
    client.call("GET", "/v1/me", key="unavailable")
    stopwatch.seconds += 1
    client.call("GET", "/v1/me", key="unavailable")
    assert client.violations == []


def test_once_it_succeeded_the_same_request_is_a_new_one(client: Client, stopwatch: Stopwatch) -> None:
    client.generate(key="unavailable", fields=IDEMPOTENT)
    stopwatch.seconds += 1
    client.generate(key="unavailable", fields=IDEMPOTENT)
    client.generate(key="unavailable")
    assert client.violations == []


def test_another_body_is_no_retry(client: Client, stopwatch: Stopwatch) -> None:
    client.generate(key="unavailable")
    stopwatch.seconds += 1
    client.generate({**HELLO, "max_tokens": 5}, key="unavailable")
    assert client.violations == []


def test_what_is_remembered_is_bounded(client: Client) -> None:
    client.generate(key="revoked")
    for number in range(KEPT):
        client.generate(key=f"ak_{number}")
    client.generate(key="revoked")
    assert client.violations == []
