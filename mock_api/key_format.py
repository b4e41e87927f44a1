"""What a key looks like: `ak_test_` or `ak_live_`, 30 base62 characters, and a checksum.

The checksum is the CRC32 of all that precedes in 6 base62 digits, so that a secret scanner can tell a real key from
noise without asking anyone.
"""

import re
from zlib import crc32

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BODY_LENGTH = 30
CHECKSUM_LENGTH = 6
PREFIX_LENGTH = 12

_PAIRS = [high + low for high in BASE62 for low in BASE62]

SHAPE = re.compile(r"ak_(?:test|live)_[0-9A-Za-z]{36}")


def checksum(text: str) -> str:
    rest, last = divmod(crc32(text.encode()), len(_PAIRS))
    first, middle = divmod(rest, len(_PAIRS))
    return _PAIRS[first] + _PAIRS[middle] + _PAIRS[last]


def make_secret(mode: str, body: str) -> str:
    """The whole secret of a key from its mode (`test` or `live`) and its 30 base62 characters."""
    text = f"ak_{mode}_{body}"
    return text + checksum(text)


def is_well_formed(secret: str) -> bool:
    """Whether `secret` has the shape and the checksum of a key; says nothing of whether there is such a key."""
    return SHAPE.fullmatch(secret) is not None and secret.endswith(checksum(secret[:-CHECKSUM_LENGTH]))
