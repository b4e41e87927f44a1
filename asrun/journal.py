"""What crossed the wire in one run, and what a good example should not have done.

Secrets are masked before anything is kept: a mask is the prefix by which the API itself names a key, so that two
requests with the same key still compare equal.
"""

import re
from collections import deque
from dataclasses import dataclass, field

KEPT_EXCHANGES = 1000
KEPT_BYTES = 16 * 1_048_576

_CODE = "(?:3[0-9Dd]|[46][1-9A-Fa-f]|[57][0-9Aa]|2[BbFf])"
_ESCAPED = rf"(?:%|\\u00){_CODE}|\\/"
_PLAIN = "[0-9A-Za-z+/=]"
_SHOWN = f"(?:{_PLAIN}{{4}}|(?:{_PLAIN}|{_ESCAPED}){{4}}+)"
_REST = f"(?:{_PLAIN}+|{_ESCAPED})+"
_KEY = re.compile(f"(ak_(?:test|live)_{_SHOWN}){_REST}")
_WEBHOOK_SECRET = re.compile(f"(whsec_{_SHOWN}){_REST}")

_ESCAPES = {
    escape: [
        (escape + code, character)
        for character in "hiklstvw_ace"  # last those that are digits of a code, lest they complete another
        for code in sorted({f"{ord(character):x}", f"{ord(character):X}"})
    ]
    for escape in ("%", "\\u00")
}
"""What can stand for the characters with which secrets begin, in a URL and in JSON."""

_OVERHEAD = 160
"""Bytes that Python takes to keep a pair of strings, besides their characters."""


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
    """The latest exchanges of a run, oldest first: at most 1,000, and no more than take some 16 MiB."""

    def __init__(self) -> None:
        self.exchanges: deque[Exchange] = deque()
        self._sizes: deque[int] = deque()
        self._size = 0

    def record(self, request: Request, response: Response, violations: list[Violation]) -> None:
        request.target = mask(request.target)
        request.path = mask(request.path)
        request.query = mask(request.query)
        request.fields = [(name, mask_field(name, value)) for name, value in request.fields]
        request.body = mask_bytes(request.body)
        response.body = mask_bytes(response.body)
        masked = [Violation(each.name, mask(each.detail)) for each in violations]
        self._keep(Exchange(request, response, masked))

    def _keep(self, exchange: Exchange) -> None:
        size = _size(exchange)
        self.exchanges.append(exchange)
        self._sizes.append(size)
        self._size += size
        while len(self.exchanges) > KEPT_EXCHANGES or self._size > KEPT_BYTES:
            self.exchanges.popleft()
            self._size -= self._sizes.popleft()


def _size(exchange: Exchange) -> int:
    """About how many bytes an exchange takes."""
    request, response = exchange.request, exchange.response
    size = len(request.target) + len(request.path) + len(request.query) + len(request.body) + len(response.body)
    size += _OVERHEAD * (len(request.fields) + len(exchange.violations))
    for name, value in request.fields:
        size += len(name) + len(value)
    for violation in exchange.violations:
        size += len(violation.detail)
    return size


def mask(text: str) -> str:
    """`text` with every key and webhook secret in it, whole or cut short, reduced to its prefix and `…`.

    The escapes of URLs or JSON hide none. Where they would, those of the letters that begin a secret are undone.
    """
    masked = _undo_escapes(text) if "%" in text or "\\u00" in text else text
    if "ak_" not in masked and "whsec_" not in masked:
        return text
    masked, keys = _KEY.subn(_cut, masked)
    masked, others = _WEBHOOK_SECRET.subn(_cut, masked)
    return masked if keys or others else text


def mask_bytes(content: bytes) -> bytes:
    """Like `mask`, for UTF-8, of which what is none stays as it is."""
    text = content.decode(errors="surrogateescape")
    masked = mask(text)
    return content if masked is text else masked.encode(errors="surrogateescape")


def mask_field(name: str, value: str) -> str:
    """Like `mask`; Basic credentials are masked whole, since Base64 may hide a key in them."""
    if name == "authorization" and value.lstrip()[:5].lower() == "basic":
        return "Basic …"
    return mask(value)


def _undo_escapes(text: str) -> str:
    for escape, characters in _ESCAPES.items():
        if escape in text:
            for escaped, character in characters:
                text = text.replace(escaped, character)
    return text


def _cut(secret: re.Match[str]) -> str:
    shown = secret[1]
    if "%" in shown or "\\" in shown:
        shown = re.sub(_ESCAPED, lambda escaped: _character(escaped[0]), shown)
    return shown + "…"


def _character(escaped: str) -> str:
    return "/" if escaped == "\\/" else chr(int(escaped[-2:], 16))
