"""API keys: how they are stored, and what becomes of them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from asrun.clock import Clock
from mock_api.collection import Collection
from mock_api.key_format import BASE62, BODY_LENGTH, PREFIX_LENGTH, make_secret
from mock_api.limits import Usage
from mock_api.resources import timestamp


@dataclass(slots=True)
class Key:
    id: str
    name: str
    mode: str
    prefix: str
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
    """The account's keys, revoked ones too. Each is found by the SHA-256 of its secret, which nothing keeps."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._by_hash: dict[bytes, Key] = {}
        self.of_mode: dict[str, Collection[Key]] = {"test": Collection(), "live": Collection()}

    def add(self, secret: str, **attributes: Any) -> Key:
        """Stores the key of that secret; `attributes` are the others of `Key`."""
        key = self._by_hash[_hash(secret)] = Key(prefix=secret[:PREFIX_LENGTH], **attributes)
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
            permissions=tuple(permissions),
            created_at=self._clock.now(),
            expires_at=expires_at,
        )
        return key, secret

    def find(self, secret: str) -> Key | None:
        """The key of that secret, whatever its status; None where there is none."""
        return self._by_hash.get(_hash(secret))

    def rotate(self, key: Key, overlap_seconds: int) -> tuple[Key, str]:
        """A new key that replaces `key`, which expires after the overlap, or at its own time if that is sooner."""
        end = self._clock.now() + timedelta(seconds=overlap_seconds)
        key.expires_at = end if key.expires_at is None else min(key.expires_at, end)
        key.superseded = True
        return self.issue(key.name, key.mode, key.permissions)

    def is_last_active_admin(self, key: Key) -> bool:
        now = self._clock.now()
        every = self.of_mode[key.mode].values()
        return [key] == [each for each in every if "admin" in each.permissions and each.status(now) == "active"]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
