"""Secrets in texts that are kept: each is cut to the prefix by which the API itself names a key."""

import re

_BASE64 = r"(?:[0-9A-Za-z+/=]|%2[BbFf]|%3[Dd]|\\/)"
_SECRET = re.compile(
    r"(ak(?:_|%5[Ff])(?:test|live)(?:_|%5[Ff])[0-9A-Za-z]{4})[0-9A-Za-z]+"
    rf"|(whsec(?:_|%5[Ff]){_BASE64}{{4}}){_BASE64}+"
    rf"|\b([Bb]asic ){_BASE64}{{16,}}"
)


def mask(text: str) -> str:
    """`text` with every key and webhook secret in it reduced to its prefix and `…`.

    They may be cut short, or escaped as URLs and JSON do it; of the credentials of HTTP Basic only the scheme is left.
    """
    return _SECRET.sub(lambda found: f"{found[found.lastindex or 0]}…", text)
