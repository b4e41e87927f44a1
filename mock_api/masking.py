"""Secrets in texts that are kept: each is cut to the prefix by which the API itself names a key."""

import re

_SECRET = re.compile(r"(ak_(?:test|live)_[0-9A-Za-z]{4}|whsec_[0-9A-Za-z+/]{4})[0-9A-Za-z+/=]+")


def mask(text: str) -> str:
    """`text` with every key and webhook secret in it reduced to its prefix and `…`."""
    return _SECRET.sub(lambda found: f"{found[1]}…", text)
