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

SHAPE = re.compile(r"ak_(?:test|live)_[0-9A-Za-z]{36}")
_SECRET = re.compile(r"(ak_(?:test|live)_[0-9A-Za-z]{4}|whsec_[0-9A-Za-z+/]{4})[0-9A-Za-z+/=]+")


def checksum(text: str) -> str:
    crc = crc32(text.encode())
    return "".join(BASE62[crc // 62**place % 62] for place in reversed(range(CHECKSUM_LENGTH)))


def make_secret(mode: str, body: str) -> str:
    """The whole secret of a key from its mode (`test` or `live`) and its 30 base62 characters."""
    text = f"ak_{mode}_{body}"
    return text + checksum(text)


def mask(text: str) -> str:
    """`text` with every key and webhook secret in it cut to the prefix by which the API names it, and `…`."""
    return _SECRET.sub(lambda found: f"{found[1]}…", text)
