"""The body of a request: read within bounds, and JSON as strict as RFC 8259 and RFC 7493 want it."""

import json
from collections import Counter
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from asrun.journal import Violation
from mock_api.errors import ApiError


async def read(receive: Receive, declared: str | None, max_bytes: int) -> bytes | None:
    """The whole body; None where it has more than `max_bytes`, of which no more is read than shows that.

    `declared` is the value of `Content-Length`. Raises `ClientDisconnect` where the client leaves before the end.
    """
    if declared and declared.isascii() and declared.isdigit() and (len(declared) > 9 or int(declared) > max_bytes):
        return None
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body", False) and len(body) <= max_bytes:
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return body if len(body) <= max_bytes else None


def is_json(content_type: str) -> bool:
    """Whether the value of `Content-Type` is `application/json`, whatever its parameters."""
    return content_type.partition(";")[0].strip(" \t").lower() == "application/json"


def parse(body: bytes, violations: list[Violation]) -> Any:
    """The JSON value in `body`; of two members with one name the last counts.

    Raises `ApiError` 400 where it is no JSON in UTF-8, or nested too deep, or has a number or character that no
    program can be sure to read.
    """
    doubled: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs) and not doubled:
            doubled.extend(Counter(name for name, _ in pairs) - Counter(found.keys()))
        return found

    try:
        value = json.loads(body.decode(), object_pairs_hook=members, parse_constant=_constant)
        if doubled:
            violations.append(Violation("duplicate_json_key", f"write the member {doubled[0]} once"))
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise ApiError("INVALID_JSON") from None
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
