"""API keys: their format, how they are stored, and what becomes of them.

A key is `ak_test_` or `ak_live_`, 30 base62 characters, and the CRC32 of all that precedes in 6 base62 digits, so that
a secret scanner can tell a real key from noise without asking anyone.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zlib import crc32

from mock_api.clock import Clock, timestamp

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PERMISSIONS = ("read", "write", "admin", "webhook")
PREFIX_LENGTH = 12
SECRET_LENGTH = 44

_SHAPE = re.compile(r"ak_(?:test|live)_[0-9A-Za-z]{36}")


def checksum(text: str) -> str:
    """The CRC32 of `text` in 6 base62 digits."""
    number = crc32(text.encode())
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits


def make_secret(mode: str, characters: str) -> str:
    """The whole secret of a key from its mode (`test` or `live`) and its 30 base62 characters."""
    text = f"ak_{mode}_{characters}"
    return text + checksum(text)


def well_formed(secret: str) -> bool:
    """Whether `secret` has the shape of a key and its checksum is right; says nothing of whether the key exists."""
    return _SHAPE.fullmatch(secret) is not None and secret[-6:] == checksum(secret[:-6])


@dataclass(slots=True)
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
    deleted: bool = False

    def status(self, now: datetime) -> str:
        """`active`, `expiring` (superseded, but its overlap runs), `expired` or `revoked`."""
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
            "expires_at": timestamp(self.expires_at) if self.expires_at else None,
            "last_used_at": timestamp(self.last_used_at) if self.last_used_at else None,
        }


class Keys:
    """The keys of an account. Secrets are kept as SHA-256 hashes, and found by their prefix."""

    def __init__(self, clock: Clock, random: Random) -> None:
        self._clock = clock
        self._random = random
        self._by_id: dict[str, Key] = {}
        self._by_prefix: dict[str, list[Key]] = {}

    def add(self, secret: str, **attributes: Any) -> Key:
        """Stores the key whose secret is given; `attributes` are those of `Key`."""
        prefix = secret[:PREFIX_LENGTH]
        attributes.setdefault("created_at", self._clock.now())
        key = Key(prefix=prefix, sha256=hashlib.sha256(secret.encode()).digest(), **attributes)
        self._by_id[key.id] = key
        self._by_prefix.setdefault(prefix, []).append(key)
        return key

    def issue(
        self, name: str, mode: str, permissions: Iterable[str], expires_at: datetime | None = None
    ) -> tuple[Key, str]:
        """A new key and its secret, which nothing keeps: whoever asked has to."""
        secret = make_secret(mode, "".join(self._random.choices(BASE62, k=30)))
        granted = set(permissions)
        key = self.add(
            secret,
            id=self._new_id(),
            name=name,
            mode=mode,
            permissions=tuple(each for each in PERMISSIONS if each in granted),
            expires_at=expires_at,
        )
        return key, secret

    def find(self, secret: str) -> Key | None:
        """The key of that secret, whatever its status; None where there is none."""
        if len(secret) != SECRET_LENGTH or not well_formed(secret):
            return None
        digest = hashlib.sha256(secret.encode()).digest()
        found = None
        for key in self._by_prefix.get(secret[:PREFIX_LENGTH], ()):
            if hmac.compare_digest(key.sha256, digest):
                found = key
        return found

    def get(self, key_id: str, mode: str) -> Key | None:
        """The key of that id, deleted ones too; None where there is none in that mode."""
        key = self._by_id.get(key_id)
        return key if key is not None and key.mode == mode else None

    def of_mode(self, mode: str) -> Sequence[Key]:
        """The keys of that mode that were not deleted, oldest first."""
        return [key for key in self._by_id.values() if key.mode == mode and not key.deleted]

    def rotate(self, key: Key, overlap_seconds: int) -> tuple[Key, str]:
        """A new key in the place of `key`, which ends after the overlap, or at its own end if that is sooner."""
        end = self._clock.now() + timedelta(seconds=overlap_seconds)
        key.expires_at = end if key.expires_at is None else min(key.expires_at, end)
        key.superseded = True
        return self.issue(key.name, key.mode, key.permissions)

    def delete(self, key: Key) -> None:
        """Revokes the key, in force at once, and takes it out of every list; its id stays known as a revoked key's."""
        key.revoked = key.deleted = True

    def is_last_active_admin(self, key: Key) -> bool:
        now = self._clock.now()
        return key in self._active_admins(key.mode, now) and len(list(self._active_admins(key.mode, now))) == 1

    def _active_admins(self, mode: str, now: datetime) -> Iterator[Key]:
        return (key for key in self.of_mode(mode) if "admin" in key.permissions and key.status(now) == "active")

    def _new_id(self) -> str:
        while (key_id := f"key_{self._random.randrange(10**10):010}") in self._by_id:
            pass
        return key_id
