from typing import Any

import pytest

from mock_api.key_format import is_well_formed
from tests.mock_api.client import Client

NEW = {"name": "Monitoring", "permissions": ["read"]}


def create(client: Client, **attributes: Any) -> Any:
    reply = client.call("POST", "/v1/keys", {**NEW, **attributes}, key="admin")
    assert reply.status == 201, reply.document
    return reply.data


def status(client: Client, key_id: str) -> Any:
    keys = client.call("GET", "/v1/keys?limit=100", key="admin").data
    return {key["id"]: key["status"] for key in keys}[key_id]


def rotate(client: Client, key_id: str, overlap_seconds: int) -> Any:
    reply = client.call("POST", f"/v1/keys/{key_id}/rotate", {"overlap_seconds": overlap_seconds}, key="admin")
    assert reply.status == 201, reply.document
    return reply.data


def test_a_new_key_shows_its_secret_and_is_not_to_be_stored(client: Client) -> None:
    reply = client.call("POST", "/v1/keys", NEW, key="admin")
    assert (reply.status, reply["Cache-Control"]) == (201, "no-store")
    assert reply["Location"] == f"/v1/keys/{reply.data['id']}"
    secret = reply.data["secret"]
    assert is_well_formed(secret)
    assert reply.data == {
        "id": reply.data["id"],
        "name": "Monitoring",
        "mode": "test",
        "prefix": secret[:12],
        "permissions": ["read"],
        "status": "active",
        "created_at": "2026-01-01T12:00:00Z",
        "expires_at": None,
        "last_used_at": None,
        "secret": secret,
    }


def test_a_new_key_works_at_once(client: Client) -> None:
    assert client.generate(key=create(client)["secret"]).status == 200


def test_no_other_answer_has_the_secret(client: Client) -> None:
    key = create(client)
    replies = [
        client.call("GET", "/v1/keys?limit=100", key="admin"),
        client.call("GET", f"/v1/keys/{key['id']}", key="admin"),
        client.call("GET", "/v1/me", key=key["secret"]),
    ]
    assert not any(key["secret"] in reply.body.decode() or "secret" in reply.body.decode() for reply in replies)


def test_permissions_are_listed_in_one_order(client: Client) -> None:
    assert create(client, permissions=["webhook", "read"])["permissions"] == ["read", "webhook"]


def test_a_key_ends_when_it_says(client: Client) -> None:
    key = create(client, expires_at="2026-01-01T13:01:00+01:00")
    assert key["expires_at"] == "2026-01-01T12:01:00Z"
    client.sandbox.clock.advance(59)
    assert client.call("GET", "/v1/me", key=key["secret"]).status == 200
    client.sandbox.clock.advance(1)
    reply = client.call("GET", "/v1/me", key=key["secret"])
    assert (reply.code, reply.error["details"]) == ("EXPIRED_API_KEY", {"expired_at": "2026-01-01T12:01:00Z"})
    assert status(client, key["id"]) == "expired"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"mode": "live"}, "mode"),
        ({"expires_at": "2026-01-01T12:00:00Z"}, "expires_at"),
        ({"expires_at": "2026-02-30T12:00:00Z"}, "expires_at"),
        ({"expires_at": "2026-03-01T12:00:00+99:00"}, "expires_at"),
        ({"expires_at": "2026-03-01T12:00:00Z\n"}, "expires_at"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"permissions": []}, "permissions"),
        ({"permissions": ["read", "read"]}, "permissions"),
        ({"permissions": ["delete"]}, "permissions[0]"),
        ({"name": ""}, "name"),
        ({"name": 1}, "name"),
        ({"expire_at": None}, "expire_at"),
    ],
)
def test_a_key_that_cannot_be_is_refused(client: Client, change: dict[str, object], field: str) -> None:
    reply = client.call("POST", "/v1/keys", {**NEW, **change}, key="admin")
    assert (reply.status, reply.code) == (422, "VALIDATION_ERROR")
    assert [error["field"] for error in reply.error["details"]["errors"]] == [field]


def test_ones_own_mode_may_be_named(client: Client) -> None:
    assert create(client, mode="test")["mode"] == "test"


def test_the_modes_are_kept_apart(client: Client) -> None:
    live, secret = client.sandbox.keys.issue("Live", "live", ["admin"])
    assert [key["id"] for key in client.call("GET", "/v1/keys", key=secret).data] == [live.id]
    assert client.call("GET", "/v1/keys/key_4821093756", key=secret).status == 404
    assert client.call("DELETE", "/v1/keys/key_4821093756", key=secret).status == 404
    assert client.call("POST", "/v1/keys/key_4821093756/rotate", {"overlap_seconds": 0}, key=secret).status == 404
    assert client.call("GET", f"/v1/keys/{live.id}", key="admin").status == 404
    assert create(client)["secret"].startswith("ak_test_")


def test_a_deleted_key_fails_at_once(client: Client) -> None:
    key = create(client)
    reply = client.call("DELETE", f"/v1/keys/{key['id']}", key="admin")
    assert (reply.status, reply.body, reply["Content-Type"]) == (204, b"", None)
    reply = client.generate(key=key["secret"])
    assert (reply.code, reply.error["details"]) == ("INVALID_API_KEY", {"key_id": key["id"]})


def test_a_deleted_key_is_listed_as_revoked_and_not_found(client: Client) -> None:
    key = create(client)
    client.call("DELETE", f"/v1/keys/{key['id']}", key="admin")
    assert status(client, key["id"]) == "revoked"
    assert client.call("GET", f"/v1/keys/{key['id']}", key="admin").status == 404
    assert client.call("DELETE", f"/v1/keys/{key['id']}", key="admin").status == 404


def test_the_last_active_admin_key_stays(client: Client) -> None:
    reply = client.call("DELETE", "/v1/keys/key_0000000003", key="admin")
    assert (reply.status, reply.code) == (409, "CONFLICT")
    assert reply.error["message"] == "The last active admin key cannot be deleted"
    assert client.call("GET", "/v1/me", key="admin").status == 200


def test_another_active_admin_key_lets_it_go(client: Client) -> None:
    create(client, permissions=["admin"])
    assert client.call("DELETE", "/v1/keys/key_0000000003", key="admin").status == 204


def test_an_admin_key_in_its_overlap_does_not_count(client: Client) -> None:
    new = rotate(client, "key_0000000003", 60)
    assert client.call("DELETE", f"/v1/keys/{new['id']}", key="admin").status == 409
    assert client.call("DELETE", "/v1/keys/key_0000000003", key="admin").status == 204


def test_an_admin_key_of_the_other_mode_does_not_count(client: Client) -> None:
    client.sandbox.keys.issue("Live", "live", ["admin"])
    assert client.call("DELETE", "/v1/keys/key_0000000003", key="admin").status == 409


def test_a_rotated_key_is_like_the_old_one(client: Client) -> None:
    reply = client.call("POST", "/v1/keys/key_4821093756/rotate", {"overlap_seconds": 60}, key="admin")
    assert (reply.status, reply["Cache-Control"]) == (201, "no-store")
    assert reply["Location"] == f"/v1/keys/{reply.data['id']}"
    assert reply.data["id"] != "key_4821093756"
    assert (reply.data["name"], reply.data["permissions"], reply.data["expires_at"]) == ("Monitoring", ["read"], None)
    assert client.call("GET", "/v1/me", key=reply.data["secret"]).status == 200


def test_both_keys_work_in_the_overlap_and_one_after_it(client: Client) -> None:
    old = create(client)
    new = rotate(client, old["id"], 60)
    assert status(client, old["id"]) == "expiring"
    client.sandbox.clock.advance(59)
    assert [client.call("GET", "/v1/me", key=key["secret"]).status for key in (old, new)] == [200, 200]
    client.sandbox.clock.advance(1)
    assert [client.call("GET", "/v1/me", key=key["secret"]).status for key in (old, new)] == [401, 200]
    assert client.call("GET", "/v1/me", key=old["secret"]).code == "EXPIRED_API_KEY"


def test_without_an_overlap_the_old_key_ends_at_once(client: Client) -> None:
    old = create(client)
    rotate(client, old["id"], 0)
    reply = client.call("GET", "/v1/me", key=old["secret"])
    assert (reply.code, reply.error["details"]) == ("EXPIRED_API_KEY", {"expired_at": "2026-01-01T12:00:00Z"})


def test_an_overlap_does_not_prolong_a_life(client: Client) -> None:
    old = create(client, expires_at="2026-01-01T12:00:30Z")
    rotate(client, old["id"], 60)
    assert client.call("GET", f"/v1/keys/{old['id']}", key="admin").data["expires_at"] == "2026-01-01T12:00:30Z"


@pytest.mark.parametrize("key_id", ["key_1234567890", "key_0000000006"], ids=["revoked", "expired"])
def test_a_key_that_is_not_active_is_not_rotated(client: Client, key_id: str) -> None:
    reply = client.call("POST", f"/v1/keys/{key_id}/rotate", {"overlap_seconds": 0}, key="admin")
    assert (reply.status, reply.error["message"]) == (409, "Only an active key can be rotated")


def test_a_key_is_rotated_once(client: Client) -> None:
    old = create(client)
    rotate(client, old["id"], 60)
    reply = client.call("POST", f"/v1/keys/{old['id']}/rotate", {"overlap_seconds": 0}, key="admin")
    assert reply.status == 409


@pytest.mark.parametrize("seconds", [-1, 604_801, 0.5, "60", None, True])
def test_an_overlap_is_at_most_seven_days(client: Client, seconds: object) -> None:
    reply = client.call("POST", "/v1/keys/key_4821093756/rotate", {"overlap_seconds": seconds}, key="admin")
    assert (reply.status, reply.error["details"]["errors"][0]["field"]) == (422, "overlap_seconds")


def test_an_overlap_of_seven_days_is_one(client: Client) -> None:
    rotate(client, "key_4821093756", 604_800)
    key = client.call("GET", "/v1/keys/key_4821093756", key="admin").data
    assert key["expires_at"] == "2026-01-08T12:00:00Z"


@pytest.mark.parametrize("key_id", ["key_0000000000", "key_", "..", "key_4821093756%00", "é"])
def test_an_unknown_key_is_not_found(client: Client, key_id: str) -> None:
    reply = client.call("GET", f"/v1/keys/{key_id}", key="admin")
    assert (reply.status, reply.code) == (404, "NOT_FOUND")
