from typing import Any

from tests.mock_api.client import Client


def usage(client: Client, key: str = "read") -> Any:
    return client.call("GET", "/v1/usage", key=key).data


def test_usage_counts_this_request_and_all_tokens(client: Client) -> None:
    client.generate()
    used = {"requests": 2, "prompt_tokens": 4, "completion_tokens": 9}
    window = {"started_at": "2026-01-01T12:00:00Z", "ends_at": "2026-01-01T12:01:00Z"}
    assert usage(client) == {"window": {**window, **used}, "total": used}


def test_a_new_window_starts_at_zero_and_the_total_goes_on(client: Client) -> None:
    client.generate()
    client.sandbox.clock.advance(90)
    used = usage(client)
    assert used["window"] == {
        "started_at": "2026-01-01T12:01:30Z",
        "ends_at": "2026-01-01T12:02:30Z",
        "requests": 1,
        "prompt_tokens": 0,
        "completion_tokens": 0,
    }
    assert used["total"] == {"requests": 2, "prompt_tokens": 4, "completion_tokens": 9}


def test_usage_is_the_keys_own(client: Client) -> None:
    client.generate(key="admin")
    assert usage(client)["total"]["requests"] == 1


def test_a_request_over_the_limit_is_not_counted(client: Client) -> None:
    for _ in range(4):
        client.generate(key="limited")
    client.sandbox.clock.advance(60)
    assert usage(client, "limited")["total"]["requests"] == 4
