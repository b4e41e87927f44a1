"""API keys: how they are stored, what becomes of them, and the operations on them."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from mock_api import errors
from mock_api.answer import Answer, no_content, page, success
from mock_api.call import Call
from mock_api.clock import Clock, parse_timestamp, timestamp
from mock_api.collection import Collection
from mock_api.key_format import BASE62, BODY_LENGTH, PREFIX_LENGTH, make_secret
from mock_api.usage import Usage
from mock_api.webhooks import notify

PERMISSIONS = ("read", "write", "admin", "webhook")


@dataclass(slots=True, eq=False)
class Key:
    id: str
    name: str
    mode: str
    prefix: str
    sha256: bytes
    permissions: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked: bool = False
    superseded: bool = False
    usage: Usage = field(default_factory=Usage)

    def status(self, now: datetime) -> str:
        """`active`, `expiring` (rotated, and in its overlap), `expired` or `revoked`."""
        if self.revoked:
            return "revoked"
        if self.expires_at is not None and now >= self.expires_at:
            return "expired"
        return "expiring" if self.superseded else "active"

    def allows(self, permission: str) -> bool:
        return permission in self.permissions or "admin" in self.permissions

    def representation(self, now: datetime) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "mode": self.mode,
            "prefix": self.prefix,
            "permissions": list(self.permissions),
            "status": self.status(now),
            "created_at": timestamp(self.created_at),
            "expires_at": None if self.expires_at is None else timestamp(self.expires_at),
            "last_used_at": None if self.last_used_at is None else timestamp(self.last_used_at),
        }


class Keys:
    """The account's keys, revoked ones too. A secret is kept as its SHA-256 hash alone."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._by_prefix: dict[str, list[Key]] = {}
        self.of_mode: dict[str, Collection[Key]] = {"test": Collection(), "live": Collection()}

    def add(self, secret: str, **attributes: Any) -> Key:
        """Stores the key of that secret; `attributes` are the others of `Key`."""
        prefix = secret[:PREFIX_LENGTH]
        key = Key(prefix=prefix, sha256=hashlib.sha256(secret.encode()).digest(), **attributes)
        self._by_prefix.setdefault(prefix, []).append(key)
        self.of_mode[key.mode].add(key)
        return key

    def issue(
        self, name: str, mode: str, permissions: Iterable[str], expires_at: datetime | None = None
    ) -> tuple[Key, str]:
        """A new key, and its secret, which nothing keeps."""
        secret = make_secret(mode, "".join(self._random.choices(BASE62, k=BODY_LENGTH)))
        key = self.add(
            secret,
            id=f"key_{self._random.randrange(10**10):010}",
            name=name,
            mode=mode,
            permissions=tuple(sorted(permissions, key=PERMISSIONS.index)),
            created_at=self._clock.now(),
            expires_at=expires_at,
        )
        return key, secret

    def find(self, secret: str) -> Key | None:
        """The key of that secret, whatever its status; None where there is none."""
        digest = hashlib.sha256(secret.encode()).digest()
        for key in self._by_prefix.get(secret[:PREFIX_LENGTH], ()):
            if hmac.compare_digest(key.sha256, digest):
                return key
        return None

    def rotate(self, key: Key, overlap_seconds: int) -> tuple[Key, str]:
        """A new key in the place of `key`, which ends after the overlap, or at its own end where that is sooner."""
        end = self._clock.now() + timedelta(seconds=overlap_seconds)
        key.expires_at = end if key.expires_at is None else min(key.expires_at, end)
        key.superseded = True
        return self.issue(key.name, key.mode, key.permissions)

    def is_last_active_admin(self, key: Key) -> bool:
        now = self._clock.now()
        return [key] == [
            each for each in self.of_mode[key.mode] if "admin" in each.permissions and each.status(now) == "active"
        ]


async def get_current_key(call: Call) -> Answer:
    return success(call.key.representation(call.sandbox.clock.now()))


async def list_keys(call: Call) -> Answer:
    now = call.sandbox.clock.now()
    return page(call.sandbox.keys.of_mode[call.key.mode], call.query, lambda key: key.representation(now))


async def create_key(call: Call) -> Answer:
    mode = call.key.mode
    mistakes = []
    if call.body.get("mode", mode) != mode:
        mistakes.append({"field": "mode", "message": "must be the mode of the key that you send"})
    expires_at = None
    if call.body.get("expires_at") is not None:
        try:
            expires_at = parse_timestamp(call.body["expires_at"])
        except ValueError:
            mistakes.append({"field": "expires_at", "message": "must be a date and time of RFC 3339"})
        else:
            if expires_at <= call.sandbox.clock.now():
                mistakes.append({"field": "expires_at", "message": "must be in the future"})
    if mistakes:
        raise errors.validation_error(mistakes)
    key, secret = call.sandbox.keys.issue(call.body["name"], mode, call.body["permissions"], expires_at)
    notify(call, "key.created", {"key_id": key.id})
    return _shown_once(call, key, secret)


async def get_key(call: Call) -> Answer:
    key = _find(call)
    if key.revoked:
        raise errors.not_found()
    return success(key.representation(call.sandbox.clock.now()))


async def rotate_key(call: Call) -> Answer:
    key = _find(call)
    if key.status(call.sandbox.clock.now()) != "active":
        raise errors.conflict(errors.NOT_ACTIVE)
    successor, secret = call.sandbox.keys.rotate(key, int(call.body["overlap_seconds"]))
    notify(call, "key.rotated", {"key_id": key.id})
    return _shown_once(call, successor, secret)


async def delete_key(call: Call) -> Answer:
    key = _find(call)
    if key.revoked:
        raise errors.not_found()
    if call.sandbox.keys.is_last_active_admin(key):
        raise errors.conflict(errors.LAST_ADMIN_KEY)
    key.revoked = True
    notify(call, "key.revoked", {"key_id": key.id})
    return no_content()


def _find(call: Call) -> Key:
    return call.find(call.sandbox.keys.of_mode[call.key.mode])


def _shown_once(call: Call, key: Key, secret: str) -> Answer:
    return success(
        {**key.representation(call.sandbox.clock.now()), "secret": secret},
        201,
        {"location": f"/v1/keys/{key.id}", "cache-control": "no-store"},
    )
