"""What the state machine of keys does not see: what is refused, and how a new key is shown."""

import pytest

from mock_api.key_format import is_well_formed
from tests.mock_api.client import Client

NEW = {"name": "Monitoring", "permissions": ["read"]}


@pytest.mark.parametrize(
    ("target", "document"), [("/v1/keys", NEW), ("/v1/keys/key_4821093756/rotate", {"overlap_seconds": 60})]
)
def test_new_key_shows_its_secret_once(client: Client, target: str, document: object) -> None:
    reply = client.call("POST", target, document, key="admin")
    key = reply.data
    assert (reply["Location"], reply["Cache-Control"]) == (f"/v1/keys/{key['id']}", "no-store")
    secret = key.pop("secret")
    assert is_well_formed(secret)
    assert key == {
        "id": key["id"],
        "mode": "test",
        "prefix": secret[:12],
        "status": "active",
        "created_at": "2026-01-01T12:00:00Z",
        "expires_at": None,
        "last_used_at": None,
        **NEW,
    }
    assert client.call("GET", f"/v1/keys/{key['id']}", key="admin").data == key
    assert client.call("GET", "/v1/me", key=secret).status == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mode": "live"}, "mode"),
        ({"mode": "live", "expires_at": "2026-01-01T12:00:00Z"}, "expires_at mode"),
        ({"expires_at": "2026-01-01T14:00:00+02:00"}, "expires_at"),
        ({"expires_at": "2026-02-30T12:00:00Z"}, "expires_at"),
        ({"expires_at": "2026-03-01T12:00:00+99:00"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, "expires_at"),
        ({"permissions": ["read", "delete"]}, "permissions[1]"),
    ],
)
def test_key_that_cannot_be_is_refused(client: Client, change: dict[str, object], field: str) -> None:
    assert client.call("POST", "/v1/keys", {**NEW, **change}, key="admin").invalid == field.split()


@pytest.mark.parametrize("text", ["2026-01-01T12:01:00Z", "2026-01-01T13:01:00.9+01:00"])
def test_end_of_a_key_is_told_in_utc_and_whole_seconds(client: Client, text: str) -> None:
    data = client.call("POST", "/v1/keys", {**NEW, "mode": "test", "expires_at": text}, key="admin").data
    assert data["expires_at"] == "2026-01-01T12:01:00Z"


@pytest.mark.parametrize("key_id", ["key_", "..", "key_4821093756%00", "é"])
def test_unknown_key_is_not_found(client: Client, key_id: str) -> None:
    assert client.call("GET", f"/v1/keys/{key_id}", key="admin").code == "NOT_FOUND"
