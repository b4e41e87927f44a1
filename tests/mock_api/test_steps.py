"""Numbered lists of the pages, performed against the mock in their order."""

import re

import pytest

from tests.mock_api.client import Client

OLD = {"name": "Production", "permissions": ["read"]}


@pytest.mark.steps(
    "getting-started/rate-limits.md#when-you-are-over-the-limit",
    "Wait", "Add a random delay", "Retry the request", "Give up",
)  # fmt: skip
def test_request_over_the_limit_succeeds_after_the_wait(client: Client) -> None:
    once = [("idempotency-key", "one")]
    refused = client.generate(key="busy", fields=once)
    client.seconds += int(refused["Retry-After"] or 0)
    client.seconds += client.sandbox.random.random()
    statuses = [refused.status, client.generate(key="busy", fields=once).status]
    assert (statuses, client.violations) == ([429, 200], [])


@pytest.mark.steps(
    "guides/best-practices.md#plan-for-a-leak",
    "Replace the key", "Deploy the new key", "Assess the damage", "Find the cause", "Search for copies",
)  # fmt: skip
def test_leaked_key_is_useless_at_once_and_its_use_is_known(client: Client) -> None:
    leaked = client.call("POST", "/v1/keys", OLD, key="admin").data
    client.call("GET", "/v1/me", key=leaked["secret"])
    place = f"/v1/keys/{leaked['id']}"
    new = client.call("POST", f"{place}/rotate", {"overlap_seconds": 0}, key="admin").data
    assert client.call("GET", "/v1/me", key=new["secret"]).status == 200
    assert client.call("GET", "/v1/me", key=leaked["secret"]).status == 401
    assert client.call("GET", place, key="admin").data["last_used_at"]
    assert re.match("ak_(test|live)_", leaked["secret"])
