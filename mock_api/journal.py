"""What crossed the wire in one run, and what a good example should not have done.

Secrets are masked before anything is kept: a mask is the prefix by which the API itself names a key, so that two
requests with the same key still compare equal.
"""

import re
from collections import deque
from dataclasses import dataclass, field

KEPT_EXCHANGES = 1000

_SECRET = re.compile(rb"(ak_(?:test|live)_[0-9A-Za-z]{4}|whsec_[0-9A-Za-z+/]{4})[0-9A-Za-z+/=]+")
_MASKED = rb"\1" + "…".encode()
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})|\\u00([0-7][0-9A-Fa-f])")


@dataclass(slots=True)
class Request:
    """`target` and `query` are raw, `path` is decoded; `fields` are in the order in which they came."""

    method: str
    target: str
    path: str
    query: str
    fields: list[tuple[str, str]]
    body: bytes


@dataclass(slots=True)
class Response:
    status: int
    fields: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that the API forgives and a good example does not do."""

    name: str
    detail: str


@dataclass(slots=True)
class Exchange:
    request: Request
    response: Response
    violations: list[Violation] = field(default_factory=list)


class Journal:
    """The latest 1,000 exchanges of a run, oldest first."""

    def __init__(self) -> None:
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)

    def record(self, request: Request, response: Response, violations: list[Violation]) -> None:
        request.target = mask(request.target)
        request.path = mask(request.path)
        request.query = mask(request.query)
        request.fields = [(name, mask_field(name, value)) for name, value in request.fields]
        request.body = mask_bytes(request.body)
        response.body = mask_bytes(response.body)
        masked = [Violation(each.name, mask(each.detail)) for each in violations]
        self.exchanges.append(Exchange(request, response, masked))


def mask_bytes(content: bytes) -> bytes:
    """`content` with every key and webhook secret in it, whole or cut short, reduced to its prefix and `…`.

    Where one is hidden by the escapes of URLs or JSON, they are undone.
    """
    if b"%" in content or b"\\u" in content:
        plain = _ESCAPED.sub(lambda escape: bytes.fromhex((escape[1] or escape[2]).decode()), content)
        if _SECRET.search(plain):
            content = plain
    return _SECRET.sub(_MASKED, content)


def mask(text: str) -> str:
    """Like `mask_bytes`, for text."""
    if "ak" in text or "%" in text or "\\u" in text or "whsec_" in text:
        content = text.encode("utf-8", "surrogatepass")
        masked = mask_bytes(content)
        return text if masked == content else masked.decode("utf-8", "replace")
    return text


def mask_field(name: str, value: str) -> str:
    """Like `mask`; Basic credentials are masked whole, since Base64 may hide a key in them."""
    if name == "authorization" and value.lstrip()[:5].lower() == "basic":
        return "Basic …"
    return mask(value)
