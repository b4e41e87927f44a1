"""What becomes of keys: they are created, rotated and revoked, and expire, in either mode."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from mock_api.resources import timestamp
from tests.asgi import Reply
from tests.mock_api.client import Client
from tests.openapi import RULES

LIST = "/v1/keys?limit=100"
NEW = {"name": "Monitoring", "permissions": ["read"]}


def created(
    client: Client, *, by: str = "admin", seconds: int | None = None, permissions: Sequence[str] = ("admin",)
) -> Any:
    end = None if seconds is None else timestamp(client.sandbox.clock.now() + timedelta(seconds=seconds))
    return client.call("POST", "/v1/keys", {**NEW, "permissions": permissions, "expires_at": end}, key=by).data


def rotate(client: Client, key: Any, overlap: int = 60, by: str = "admin") -> Reply:
    return client.call("POST", f"/v1/keys/{key['id']}/rotate", {"overlap_seconds": overlap}, key=by)


def delete(client: Client, key: Any, by: str = "admin") -> Reply:
    return client.call("DELETE", f"/v1/keys/{key['id']}", key=by)


def refused(client: Client, key: Any) -> tuple[str, Any]:
    error = client.call("GET", LIST, key=key["secret"]).error
    return error["code"], error["details"]


def listed(client: Client, key: Any) -> tuple[str, str | None]:
    (its,) = (each for each in client.call("GET", LIST, key="admin").data if each["id"] == key["id"])
    assert "secret" not in its
    return its["status"], its["expires_at"]


@pytest.mark.steps("getting-started/managing-keys.md#rotate-a-key", "Create", "Update", "Test", "Delete")
@pytest.mark.steps("getting-started/authentication.md#rotating-keys", "Create", "Update", "Test", "Delete")
@pytest.mark.says(
    "Delete the old key, or let it expire when the overlap ends.",
    "The new key has the same name, mode, and permissions as the old one, and doesn't expire.",
    "Delete the old key. It expires automatically when the overlap ends, or you can revoke it sooner.",
    "Choose an overlap that's longer than your slowest deployment.",
    "The key reached its `expires_at`, or the overlap after a rotation ended: see the expired key.",
    "Creates a key with the same name, mode, and permissions as the old one, without an expiration date.",
    "If the old key has expired, was revoked, or was already rotated, the response is a `409`.",
    "The key is expired, revoked, or already rotated, or the same idempotency key is running.",
    "`expiring` means the key was rotated and still works until the overlap ends.",
    "If you leave it out or send `null`, the key doesn't expire.",
    "How long the old key keeps working, up to {overlap_days} days.",
    "An overlap keeps the old key working while you switch:",
    "Both keys work during the overlap, so you can move to the new key without downtime.",
    "You can't add a permission to a key.",
)
def test_rotated_key_works_until_the_overlap_ends(client: Client) -> None:
    old = created(client, permissions=RULES.permissions[::-1])
    new = rotate(client, old).data
    assert old["permissions"] == list(RULES.permissions)
    same = ("name", "mode", "permissions", "expires_at")
    assert [new[name] for name in same] == [*(old[name] for name in same[:3]), None]
    assert (new["id"] == old["id"], new["secret"] == old["secret"]) == (False, False)
    assert listed(client, old) == ("expiring", end := "2026-01-01T12:01:00Z")
    assert rotate(client, old).code == "CONFLICT"
    assert client.call("PATCH", f"/v1/keys/{new['id']}", {"permissions": ["admin"]}, key="admin").status == 405
    client.sandbox.clock.advance(59.5)
    assert client.call("GET", LIST, key=old["secret"]).status == 200
    client.sandbox.clock.advance(0.5)
    assert refused(client, old) == ("EXPIRED_API_KEY", {"expired_at": end})
    assert (listed(client, old), rotate(client, old).code) == (("expired", end), "CONFLICT")
    assert delete(client, old, new["secret"]).status == 204
    assert (listed(client, old), refused(client, old)[0]) == (("revoked", end), "INVALID_API_KEY")


@pytest.mark.parametrize(("seconds", "overlap", "left"), [(30, 60, 30), (60, 30, 30), (None, 0, 0)])
@pytest.mark.says(
    "The old key expires after `overlap_seconds`, or at its `expires_at` if that's sooner.",
    "When the key expires or expired, or `null` if it doesn't expire.",
)
def test_rotated_key_expires_at_its_own_time_if_that_is_sooner(
    client: Client, seconds: int | None, overlap: int, left: int
) -> None:
    old = created(client, seconds=seconds)
    assert rotate(client, old, overlap).status == 201
    assert listed(client, old) == ("expiring" if left else "expired", f"2026-01-01T12:00:{left:02}Z")


@pytest.mark.says(
    "You can revoke one without breaking the others.",
    "Revoking a key takes effect immediately and can't be undone.",
    "The next request with the key gets a `401`.",
    "If you try again, the response is a `404`.",
    "The list includes revoked and expired keys, so you can see when each was last used.",
    "`GET /v1/keys` still lists it as `revoked`.",
    "If you revoke a key twice, the second response is a `404`.",
    "If the key was revoked or is of the other mode, the response is a `404`.",
    "A revoked key never works again.",
)
def test_revoked_key_is_refused_and_gone_but_listed(client: Client) -> None:
    key, other = created(client), created(client)
    assert delete(client, key, key["secret"]).status == 204
    assert refused(client, key) == ("INVALID_API_KEY", {"key_id": key["id"]})
    assert listed(client, key) == ("revoked", None)
    assert (delete(client, key).code, rotate(client, key).code) == ("NOT_FOUND", "CONFLICT")
    assert client.call("GET", f"/v1/keys/{key['id']}", key="admin").status == 404
    assert client.call("GET", LIST, key=other["secret"]).status == 200


@pytest.mark.says(
    "You can't revoke your last active admin key, because that would lock you out.",
    "The API responds with a `409` and the code `CONFLICT`.",
    "Revoke the last admin key, rotate a key that isn't active, or an `Idempotency-Key` while the first.",
    "You can't revoke the last active `admin` key. The response is a `409`.",
    "The key is the last active admin key of its mode.",
)
def test_last_active_admin_key_of_a_mode_cannot_be_revoked(client: Client) -> None:
    client.sandbox.keys.issue("Live", "live", ["admin"])
    key, _ = created(client), created(client, permissions=["read"])
    assert delete(client, {"id": "key_0000000003"}).status == 204
    brief = created(client, by=key["secret"], seconds=60)
    client.sandbox.clock.advance(60)
    assert delete(client, key, key["secret"]).status == 409
    new = rotate(client, key, by=key["secret"]).data
    for each, code in ((brief, 204), (new, 409), (key, 204), (new, 409)):
        assert delete(client, each, new["secret"]).status == code


@pytest.mark.says(
    "A key can only manage keys of its own mode.",
    "A key can only see and change keys of its own mode.",
)
def test_key_of_the_other_mode_is_not_found(client: Client) -> None:
    _, live = client.sandbox.keys.issue("Live", "live", ["admin"])
    theirs, ours = created(client, by=live), created(client)
    assert (theirs["mode"], ours["mode"]) == ("live", "test")
    for key, by in ((theirs, "admin"), (ours, live)):
        assert (rotate(client, key, by=by).code, delete(client, key, by).code) == ("NOT_FOUND", "NOT_FOUND")
        assert client.call("GET", f"/v1/keys/{key['id']}", key=by).code == "NOT_FOUND"
    assert {key["mode"] for key in client.call("GET", LIST, key=live).data} == {"live"}
    assert theirs["id"] not in {key["id"] for key in client.call("GET", LIST, key="admin").data}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mode": "live", "expires_at": "2026-01-01T12:00:00Z"}, "expires_at mode"),
        ({"expires_at": "2026-01-01T14:00:00+02:00"}, "expires_at"),
        ({"expires_at": "2026-03-01T12:00:00+99:00"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, "expires_at"),
    ],
)
@pytest.mark.says(
    "A field is invalid, `mode` isn't the mode of your key, `expires_at` isn't in the future, or key, other body.",
    "If you send the other mode, the response is a `422`.",
    "When the key expires, in the future and before 2100.",
)
def test_key_that_cannot_be_is_refused(client: Client, change: dict[str, object], field: str) -> None:
    assert client.call("POST", "/v1/keys", {**NEW, **change}, key="admin").invalid == field.split()


@pytest.mark.says(
    'To create a key that expires, add `expires_at` to the body, for example `"expires_at": "2030-01-01T00:00:00Z"`.',
    "If you'll stop needing a key, set `expires_at`.",
    "Set an expiration date.",
    "Times are in UTC with whole seconds, for example `2026-01-01T12:00:00Z`.",
    "RFC 3339, in UTC, with whole seconds.",
)
def test_end_of_a_key_is_told_in_utc_and_whole_seconds(client: Client) -> None:
    document = {**NEW, "mode": "test", "expires_at": "2026-01-01T13:01:00.9+01:00"}
    assert client.call("POST", "/v1/keys", document, key="admin").data["expires_at"] == "2026-01-01T12:01:00Z"
