"""Whatever is done to keys, in whatever order and however time passes, a model foretells each answer."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from asrun import ROOT
from asrun.contract import Contract
from mock_api.app import create_app
from mock_api.clock import Clock, timestamp
from mock_api.sandbox import Sandbox
from tests.mock_api.client import HELLO, Client, Reply
from tests.mock_api.operations import BY_ID, PERMISSIONS

APP = create_app(Contract.load(ROOT / "docs/api-reference/openapi.yaml"))
SECOND = timedelta(seconds=1)
QUOTA = 60
WINDOW = 60 * SECOND
DAY = timedelta(days=1)
INDEX = st.integers(0, 23)


@dataclass
class Model:
    """What is known of a key from outside."""

    id: str
    secret: str
    mode: str
    permissions: frozenset[str]
    ends: datetime | None = None
    revoked: bool = False
    superseded: bool = False
    window: datetime | None = None
    used: int = 0
    answers: dict[str, tuple[datetime, Any, Any]] = field(default_factory=dict)
    """By idempotency key: when it was first used, with what, and what came."""

    def status(self, now: datetime) -> str:
        if self.revoked:
            return "revoked"
        if self.ends is not None and self.ends <= now:
            return "expired"
        return "expiring" if self.superseded else "active"

    @property
    def granted(self) -> list[str]:
        return [name for name in PERMISSIONS if name in self.permissions]

    def works(self, now: datetime) -> bool:
        return self.status(now) in ("active", "expiring")


class Keys(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.sandbox = Sandbox(self.clock, Random(0), lambda: 0.0)
        self.client = Client(APP, self.sandbox)
        self.keys: list[Model] = []
        for mode in ("test", "live"):
            key, secret = self.sandbox.keys.issue("Root", mode, ["admin"])
            self.keys.append(Model(key.id, secret, mode, frozenset(["admin"])))
        test, live = self.keys
        self.create_with(test, {"read", "write"}, 61)
        self.create_with(live, {"read", "write"}, 61)
        self.create_with(live, {"read", "admin"}, None)
        # The published admin key, which is none of the model's, would be one more that is active.
        self.sandbox.keys.of_mode["test"].get("key_0000000003").revoked = True  # type: ignore[union-attr] # it is there

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def pick(self, index: int) -> Model:
        return self.keys[index % len(self.keys)]

    def pick_admin(self, index: int) -> Model:
        """A key that can manage keys; one time in four, and where there is none, any."""
        admins = self.admins("test") + self.admins("live")
        return admins[index % len(admins)] if admins and index % 4 != 3 else self.pick(index)

    def admins(self, mode: str) -> list[Model]:
        """The keys of the mode that can manage keys now, and have requests left."""
        return [
            key
            for key in self.keys
            if key.mode == mode and "admin" in key.permissions and key.works(self.now) and self.left(key) > 0
        ]

    def left(self, key: Model) -> int:
        over = key.window is None or self.now - key.window >= WINDOW
        return QUOTA if over else QUOTA - key.used

    def ask(
        self, key: Model, request: str, document: Any = None, once: str | None = None, needs: str | None = None
    ) -> Reply | None:
        """The answer to a request, None where it was refused, as it had to be, before its handler."""
        fields = [] if once is None else [("idempotency-key", once)]
        method, path = request.split()
        reply = self.client.call(method, path, document, key=key.secret, fields=fields)
        status = key.status(self.now)
        if status == "revoked":
            self.refused(reply, 401, "INVALID_API_KEY", {"key_id": key.id})
            return None
        if status == "expired":
            assert key.ends is not None
            self.refused(reply, 401, "EXPIRED_API_KEY", {"expired_at": timestamp(key.ends)})
            return None
        if key.window is None or self.now - key.window >= WINDOW:
            key.window, key.used = self.now, 0
        rest = math.ceil((key.window + WINDOW - self.now) / SECOND)
        if key.used == QUOTA:
            details = {"limit": QUOTA, "window_seconds": 60, "retry_after": rest}
            self.refused(reply, 429, "RATE_LIMIT_EXCEEDED", details)
            assert int(str(reply["Retry-After"])) >= rest >= 1
            assert reply["RateLimit"] == f'"default";r=0;t={rest}'
            return None
        key.used += 1
        assert reply["RateLimit"] == f'"default";r={QUOTA - key.used};t={rest}'
        if needs is not None and not key.permissions & {needs, "admin"}:
            self.refused(reply, 403, "INSUFFICIENT_PERMISSIONS", {"required": needs, "granted": key.granted})
            return None
        return reply

    def refused(self, reply: Reply, status: int, code: str, details: Mapping[str, Any]) -> None:
        assert (reply.status, reply.code, reply.error["details"]) == (status, code, details)
        assert (reply["WWW-Authenticate"] is not None) == (status in (401, 403))

    @rule(
        index=INDEX, permissions=st.sets(st.sampled_from(PERMISSIONS), min_size=1), life=st.sampled_from([None, 1, 61])
    )
    def create(self, index: int, permissions: set[str], life: int | None) -> None:
        self.create_with(self.pick_admin(index), permissions, life)

    def create_with(self, by: Model, permissions: set[str], life: int | None) -> None:
        # An end has whole seconds.
        ends = None if life is None else (self.now + life * SECOND).replace(microsecond=0)
        document = {"name": "New", "permissions": sorted(permissions), "expires_at": ends and timestamp(ends)}
        reply = self.ask(by, "POST /v1/keys", document, needs="admin")
        if reply is not None:
            assert (reply.status, reply.data["mode"]) == (201, by.mode)
            self.keys.append(Model(reply.data["id"], reply.data["secret"], by.mode, frozenset(permissions), ends))

    @rule(by=INDEX, index=INDEX, overlap=st.sampled_from([0, 1, 60, 604_800]))
    def rotate(self, by: int, index: int, overlap: int) -> None:
        admin, key = self.pick_admin(by), self.pick(index)
        active = key.status(self.now) == "active"
        request = f"POST /v1/keys/{key.id}/rotate"
        reply = self.ask(admin, request, {"overlap_seconds": overlap}, needs="admin")
        if reply is None:
            return
        if key.mode != admin.mode:
            self.refused(reply, 404, "NOT_FOUND", {})
        elif not active:
            self.refused(reply, 409, "CONFLICT", {})
        else:
            assert reply.status == 201
            end = self.now + overlap * SECOND
            key.ends = end if key.ends is None else min(key.ends, end)
            key.superseded = True
            new = Model(reply.data["id"], reply.data["secret"], key.mode, key.permissions)
            self.keys.append(new)
            assert new.secret != key.secret
            assert new.id != key.id

    @rule(by=INDEX, index=INDEX)
    def revoke(self, by: int, index: int) -> None:
        admin, key = self.pick_admin(by), self.pick(index)
        reply = self.ask(admin, f"DELETE /v1/keys/{key.id}", needs="admin")
        if reply is None:
            return
        active = [
            each
            for each in self.keys
            if each.mode == key.mode and "admin" in each.permissions and each.status(self.now) == "active"
        ]
        if key.mode != admin.mode or key.revoked:
            self.refused(reply, 404, "NOT_FOUND", {})
        elif active == [key]:
            self.refused(reply, 409, "CONFLICT", {})
        else:
            assert reply.status == 204
            key.revoked = True
            assert self.client.call("GET", "/v1/me", key=key.secret).code == "INVALID_API_KEY"

    @rule(index=INDEX)
    def ask_who_it_is(self, index: int) -> None:
        key = self.pick(index)
        reply = self.ask(key, "GET /v1/me")
        if reply is not None:
            assert reply.status == 200
            assert (reply.data["id"], reply.data["status"]) == (key.id, key.status(self.now))

    @rule(
        index=INDEX,
        name=st.sampled_from(["listModels", "getUsage", "listPrompts", "createPrompt", "listKeys", "listWebhooks"]),
    )
    def use(self, index: int, name: str) -> None:
        operation = BY_ID[name]
        key = self.pick(index)
        reply = self.ask(key, f"{operation.method} {operation.path}", operation.document, needs=operation.permission)
        assert reply is None or reply.status == operation.success

    @rule(by=INDEX, index=INDEX)
    def look_at(self, by: int, index: int) -> None:
        admin, key = self.pick_admin(by), self.pick(index)
        reply = self.ask(admin, f"GET /v1/keys/{key.id}", needs="admin")
        if reply is None:
            return
        if key.mode != admin.mode or key.revoked:
            self.refused(reply, 404, "NOT_FOUND", {})
        else:
            assert reply.data["status"] == key.status(self.now)
            assert reply.data["expires_at"] == (key.ends and timestamp(key.ends))

    @rule(index=INDEX, once=st.sampled_from(["one", "two"]), tokens=st.sampled_from([1, 2]))
    def generate_once(self, index: int, once: str, tokens: int) -> None:
        key = self.pick(index)
        document = {**HELLO, "max_tokens": tokens}
        reply = self.ask(key, "POST /v1/generate", document, once, needs="read")
        if reply is None:
            return
        stored = key.answers.get(once)
        if stored is None or self.now - stored[0] >= DAY:
            assert (reply.status, reply["Idempotency-Replayed"]) == (200, None)
            key.answers[once] = self.now, document, reply.document
        elif stored[1] != document:
            self.refused(reply, 422, "IDEMPOTENCY_KEY_REUSED", {})
        else:
            assert (reply.status, reply["Idempotency-Replayed"], reply.document) == (200, "true", stored[2])

    @rule(index=INDEX)
    def use_the_window_up(self, index: int) -> None:
        key = self.pick(index)
        for _ in range(self.left(key) if key.works(self.now) else 0):
            assert self.ask(key, "GET /v1/me") is not None
        assert self.ask(key, "GET /v1/me") is None

    @rule(seconds=st.sampled_from([0.5, 1, 59, 60, 86_399, 86_400]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @precondition(lambda self: any(key.ends and key.ends > self.now for key in self.keys))
    @rule(index=INDEX, beside=st.sampled_from([-1, 0, 1]))
    def wait_for_an_end(self, index: int, beside: int) -> None:
        """To the end of a key's life, a second before it, or a second after it."""
        ends = [(key, key.ends) for key in self.keys if key.ends and key.ends > self.now]
        key, end = ends[index % len(ends)]
        self.clock.advance(max(0.0, (end + beside * SECOND - self.now) / SECOND))
        reply = self.ask(key, "GET /v1/me")
        assert reply is None or key.works(self.now)

    @precondition(lambda self: any(key.window and key.used == QUOTA for key in self.keys))
    @rule(index=INDEX)
    def wait_as_told(self, index: int) -> None:
        """A client that waits for what `Retry-After` says is let in, if its key still works then."""
        full = [key for key in self.keys if key.window and key.used == QUOTA]
        key = full[index % len(full)]
        reply = self.client.call("GET", "/v1/me", key=key.secret)
        if reply.status == 429:
            self.clock.advance(int(str(reply["Retry-After"])))
            assert (self.ask(key, "GET /v1/me") is None) != key.works(self.now)
        elif reply.status == 200:
            key.window, key.used = self.now, 1

    @invariant()
    def the_lists_tell_the_same(self) -> None:
        for mode in ("test", "live"):
            for admin in self.admins(mode)[:1]:
                reply = self.ask(admin, "GET /v1/keys?limit=100", needs="admin")
                assert reply is not None
                assert {key["mode"] for key in reply.data} == {mode}
                assert "secret" not in json.dumps(reply.document)
                listed = {key["id"]: (key["status"], key["expires_at"], key["permissions"]) for key in reply.data}
                ours = {
                    key.id: (key.status(self.now), key.ends and timestamp(key.ends), key.granted)
                    for key in self.keys
                    if key.mode == mode
                }
                assert {key_id: listed[key_id] for key_id in ours} == ours


Keys.TestCase.settings = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=100,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestKeys = Keys.TestCase
