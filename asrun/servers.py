"""The servers of the contract: where its operations are."""

import itertools
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, urlsplit

MOST = 50
"""How many choices of a server's variables count."""


def given(node: Any) -> Mapping[str, Any]:
    """What an object says: a key without a value is null in YAML, and is as if it weren't there."""
    return {key: value for key, value in (node or {}).items() if value is not None}


def urls(servers: Any) -> list[SplitResult]:
    """Each server's URL, with each choice of its variables; one that the contract doesn't declare is its name."""
    found = []
    for server in map(given, servers or [{}]):
        choices = []
        for name, its in given(server.get("variables")).items():
            values = dict.fromkeys([*([its["default"]] if "default" in its else []), *(its.get("enum") or ())])
            choices.append([(f"{{{name}}}", str(each)) for each in values])
        for chosen in itertools.islice(itertools.product(*filter(None, choices)), MOST):
            url = server.get("url", "/")
            for name, value in chosen:
                url = url.replace(name, value)
            with suppress(ValueError):
                authorities(made := urlsplit(re.sub(r"\{(.+?)\}", r"\1", url)))
                found.append(made)
    return found or [urlsplit("/")]


def authorities(url: SplitResult) -> dict[str, str]:
    """The host and each port, as `CONNECT` names them, with its scheme. Raises ValueError if there's no such port.

    Where a server has HTTP at its usual port, HTTPS is at its own, too.
    """
    if url.scheme == "http" and not url.port:
        return {f"{url.hostname}:80": "http", f"{url.hostname}:443": "https"}
    return {f"{url.hostname}:{url.port or 443}": "http" if url.scheme == "http" else "https"}


def origin(authority: str, scheme: str) -> str:
    """The beginning of a URL there."""
    return f"{scheme}://{authority.removesuffix(':80' if scheme == 'http' else ':443')}"
