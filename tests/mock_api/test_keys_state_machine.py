"""Whatever is done to keys, in whatever order and however time passes, a model foretells each response."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mock_api.clock import timestamp
from tests.asgi import Reply
from tests.mock_api.client import Client
from tests.openapi import RULES

pytestmark = pytest.mark.says(
    "You can revoke one without breaking the others.",
    "Delete the old key, or let it expire when the overlap ends.",
    "The new key has the same name, mode, and permissions as the old one, and doesn't expire.",
    "Delete the old key. It expires automatically when the overlap ends, or you can revoke it sooner.",
    "Revoking a key takes effect immediately and can't be undone.",
    "The next request with the key gets a `401`.",
    "You can't revoke your last active admin key, because that would lock you out.",
    "The API responds with a `409` and the code `CONFLICT`.",
    "Choose an overlap that's longer than your deployment, up to {overlap_days} days.",
    "If you try again, the response is a `404`.",
    "The list includes revoked and expired keys, so you can see when each was last used.",
    "If the key was revoked or is of the other mode, the response is a `404`.",
    "`GET /v1/keys` still lists it as `revoked`.",
    "If you revoke a key twice, the second response is a `404`.",
    "You can't revoke the last active `admin` key. The response is a `409`.",
    "Creates a key with the same name, mode, and permissions as the old one, without an expiration date.",
    "The old key expires after `overlap_seconds`, or at its `expires_at` if that's sooner.",
    "If the old key has expired, was revoked, or was already rotated, the response is a `409`.",
    "The key is expired, revoked, or already rotated, or the same idempotency key is running.",
    "`expiring` means the key was rotated and still works until the overlap ends.",
    "If you leave it out or send `null`, the key doesn't expire.",
    "How long the old key keeps working, up to {overlap_days} days.",
    "When the key expires or expired, or `null` if it doesn't expire.",
)
SECOND = timedelta(seconds=1)
INDEX = st.integers(0, 23)
GRANTS = st.sets(st.sampled_from(RULES.permissions), min_size=1)


@dataclass
class Model:
    id: str
    secret: str
    mode: str
    permissions: frozenset[str]
    ends: datetime | None = None
    revoked: bool = False
    superseded: bool = False

    def status(self, now: datetime) -> str:
        if self.revoked:
            return "revoked"
        if self.ends is not None and self.ends <= now:
            return "expired"
        return "expiring" if self.superseded else "active"

    @property
    def granted(self) -> list[str]:
        return [name for name in RULES.permissions if name in self.permissions]


class Keys(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.client = Client()
        self.client.sandbox.limits.quota = 10**9
        self.keys: list[Model] = []
        store = self.client.sandbox.keys
        for mode in ("test", "live"):
            key, secret = store.issue("Root", mode, ["admin"])
            self.keys.append(Model(key.id, secret, mode, frozenset(["admin"])))
        test, live = self.keys
        for root, permissions, life in ((test, {"read", "write"}, 61), (live, {"read", "admin"}, None)):
            self.create_with(root, permissions, life)
        # The published admin key, which is none of the model's, would be one more that is active.
        store.of_mode["test"].get("key_0000000003").revoked = True  # type: ignore[union-attr] # it is there

    @property
    def now(self) -> datetime:
        return self.client.sandbox.clock.now()

    def pick(self, index: int) -> Model:
        return self.keys[index % len(self.keys)]

    def pick_admin(self, index: int) -> Model:
        """A key that can manage keys; one time in four, and where there is none, any."""
        admins = self.admins("test") + self.admins("live")
        return admins[index % len(admins)] if admins and index % 4 != 3 else self.pick(index)

    def admins(self, mode: str) -> list[Model]:
        admins = [key for key in self.keys if key.mode == mode and "admin" in key.permissions]
        return [key for key in admins if key.status(self.now) in ("active", "expiring")]

    def ask(self, key: Model, request: str, document: Any = None) -> Reply | None:
        """The response to a request, which needs `admin`; None where it was refused, as it had to be, before that."""
        method, path = request.split()
        reply = self.client.call(method, path, document, key=key.secret)
        status = key.status(self.now)
        if status == "revoked":
            refused(reply, "INVALID_API_KEY", key_id=key.id)
        elif status == "expired" and key.ends:
            refused(reply, "EXPIRED_API_KEY", expired_at=timestamp(key.ends))
        elif "admin" not in key.permissions:
            refused(reply, "INSUFFICIENT_PERMISSIONS", required="admin", granted=key.granted)
        else:
            return reply
        return None

    @rule(index=INDEX, permissions=GRANTS, life=st.sampled_from([None, 1, 61]))
    def create(self, index: int, permissions: set[str], life: int | None) -> None:
        self.create_with(self.pick_admin(index), permissions, life)

    def create_with(self, by: Model, permissions: set[str], life: int | None) -> None:
        # An end has whole seconds.
        ends = None if life is None else (self.now + life * SECOND).replace(microsecond=0)
        document = {"name": "New", "permissions": sorted(permissions), "expires_at": ends and timestamp(ends)}
        if reply := self.ask(by, "POST /v1/keys", document):
            assert (reply.status, reply.data["mode"]) == (201, by.mode)
            self.keys.append(Model(reply.data["id"], reply.data["secret"], by.mode, frozenset(permissions), ends))

    @rule(by=INDEX, index=INDEX, overlap=st.sampled_from([0, 1, 60, 604_800]))
    def rotate(self, by: int, index: int, overlap: int) -> None:
        admin, key = self.pick_admin(by), self.pick(index)
        status = key.status(self.now)
        reply = self.ask(admin, f"POST /v1/keys/{key.id}/rotate", {"overlap_seconds": overlap})
        if reply is None:
            return
        if key.mode != admin.mode:
            refused(reply, "NOT_FOUND")
        elif status != "active":
            refused(reply, "CONFLICT")
        else:
            assert reply.status == 201
            end = self.now + overlap * SECOND
            key.ends, key.superseded = end if key.ends is None else min(key.ends, end), True
            assert (reply.data["id"] != key.id, reply.data["secret"] != key.secret) == (True, True)
            self.keys.append(Model(reply.data["id"], reply.data["secret"], key.mode, key.permissions))

    @rule(by=INDEX, index=INDEX)
    def revoke(self, by: int, index: int) -> None:
        admin, key = self.pick_admin(by), self.pick(index)
        reply = self.ask(admin, f"DELETE /v1/keys/{key.id}")
        if reply is None:
            return
        others = [each for each in self.keys if each is not key and each.mode == key.mode]
        is_last = not any("admin" in each.permissions and each.status(self.now) == "active" for each in others)
        if key.mode != admin.mode or key.revoked:
            refused(reply, "NOT_FOUND")
        elif "admin" in key.permissions and key.status(self.now) == "active" and is_last:
            refused(reply, "CONFLICT")
        else:
            assert reply.status == 204
            key.revoked = True
            self.ask(key, "GET /v1/keys")

    @rule(seconds=st.sampled_from([0.5, 1, 59, 60, 86_400]))
    def wait(self, seconds: float) -> None:
        self.client.sandbox.clock.advance(seconds)

    @invariant()
    def the_lists_tell_the_same(self) -> None:
        for mode in ("test", "live"):
            for admin in self.admins(mode)[:1]:
                reply = self.ask(admin, "GET /v1/keys?limit=100")
                assert reply
                assert {key["mode"] for key in reply.data} == {mode}
                assert "secret" not in json.dumps(reply.document)
                listed = {key["id"]: (key["status"], key["expires_at"], key["permissions"]) for key in reply.data}
                ours = {
                    key.id: (key.status(self.now), key.ends and timestamp(key.ends), key.granted)
                    for key in self.keys
                    if key.mode == mode
                }
                assert {key_id: listed[key_id] for key_id in ours} == ours


def refused(reply: Reply, code: str, **details: Any) -> None:
    assert (reply.code, reply.error["details"]) == (code, details)


Keys.TestCase.settings = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestKeys = Keys.TestCase
