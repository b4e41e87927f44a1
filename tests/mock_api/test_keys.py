"""What the state machine of keys doesn't cover: what is rejected, and how `expires_at` is returned."""

import pytest

from tests.mock_api.client import Client

NEW = {"name": "Monitoring", "permissions": ["read"]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mode": "live", "expires_at": "2026-01-01T12:00:00Z"}, "expires_at mode"),
        ({"expires_at": "2026-01-01T14:00:00+02:00"}, "expires_at"),
        ({"expires_at": "2026-03-01T12:00:00+99:00"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, "expires_at"),
    ],
)
def test_key_that_cannot_be_is_refused(client: Client, change: dict[str, object], field: str) -> None:
    assert client.call("POST", "/v1/keys", {**NEW, **change}, key="admin").invalid == field.split()


@pytest.mark.says(
    'To create a key that expires, add `expires_at` to the body, for example `"expires_at": "2030-01-01T00:00:00Z"`.',
    "If you'll stop needing a key, set `expires_at`.",
    "Set an expiration date.",
)
def test_end_of_a_key_is_told_in_utc_and_whole_seconds(client: Client) -> None:
    document = {**NEW, "mode": "test", "expires_at": "2026-01-01T13:01:00.9+01:00"}
    assert client.call("POST", "/v1/keys", document, key="admin").data["expires_at"] == "2026-01-01T12:01:00Z"
