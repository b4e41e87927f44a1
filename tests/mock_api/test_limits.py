import pytest

from tests.mock_api.client import Client
from tests.openapi import RULES

QUOTA, SECONDS = RULES.limit


@pytest.mark.says(
    "You can send {quota} requests in {window} seconds with each API key.",
    "Beyond it, you get a `429`.",
    "After that, the API responds with a `429` until the window ends.",
    "The window starts with a key's first request.",
    "Wait the seconds in `Retry-After`. It's never less than `t`, so your next request falls in a new window.",
    "If you retry sooner, you get another `429`.",
    "Every response to a request with a valid key has two header fields. This is to the first.",
    "Limits apply per key, so keys in the same account don't affect each other: key.",
    "You don't need a key for these operations, and they don't count toward the rate limit.",
    "The first request after it ends starts a new window.",
    "How many seconds remain until the current window ends.",
    "How many seconds to wait before you retry.",
    "Every request with a valid key counts, even if it fails.",
)
def test_window_of_a_key_is_told_and_ends_when_it_says(client: Client) -> None:
    replies = [client.call("GET", "/v1/me") for _ in range(QUOTA + 1)]
    told = [f'"default";r={left};t={SECONDS}' for left in (*range(QUOTA - 1, -1, -1), 0)]
    assert [reply["RateLimit"] for reply in replies] == told
    assert [reply.status for reply in replies] == [200] * QUOTA + [429]
    client.sandbox.clock.advance(0.5)
    refused = client.call("GET", "/v1/me")
    assert (refused.code, refused["Retry-After"]) == ("RATE_LIMIT_EXCEEDED", str(SECONDS))
    assert refused.error["details"] == {"limit": QUOTA, "window_seconds": SECONDS, "retry_after": SECONDS}
    assert client.call("GET", "/v1/me", key="admin").status == 200
    client.sandbox.clock.advance(SECONDS - 0.5)
    assert client.call("GET", "/v1/me")["RateLimit"] == told[0]
    assert (client.generate({})["RateLimit"], client.perform("getHealth")["RateLimit"]) == (told[1], None)
