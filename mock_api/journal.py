"""What crossed the wire in one run, and what a good example should not have done.

Secrets are masked before anything is kept: a mask is the prefix by which the API itself names a key, so that two
requests with the same key still compare equal.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from string import hexdigits

KEPT_EXCHANGES = 1000
KEPT_BYTES = 16 * 1_048_576

_SECRET = re.compile(r"(ak_(?:test|live)_[0-9A-Za-z]{4}|whsec_[0-9A-Za-z+/]{4})[0-9A-Za-z+/=]+")
_ESCAPED = re.compile(r"(?:%|\\u00)([0-7][0-9A-Fa-f])")
_CHARACTERS = {tens + ones: chr(int(tens + ones, 16)) for tens in "01234567" for ones in hexdigits}
_ESCAPES = {
    escape + code: character
    for code, character in _CHARACTERS.items()
    if character in "ak_whsec_"
    for escape in ("%", "\\u00")
}
"""What can stand for the characters with which secrets begin."""

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
    for name, value in request.fields:
        size += len(name) + len(value) + _OVERHEAD
    for violation in exchange.violations:
        size += len(violation.detail) + _OVERHEAD
    return size


def mask(text: str) -> str:
    """`text` with every key and webhook secret in it, whole or cut short, reduced to its prefix and `…`.

    Where one is hidden by the escapes of URLs or JSON, they are undone.
    """
    if ("%" in text or "\\u00" in text) and _may_hide_secret(text):
        plain = _unescape(text)
        if _SECRET.search(plain):
            text = plain
    if "ak_" in text or "whsec_" in text:
        return _SECRET.sub(r"\1…", text)
    return text


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


def _may_hide_secret(text: str) -> bool:
    for escape, character in _ESCAPES.items():
        text = text.replace(escape, character)
    return "ak_" in text or "whsec_" in text


def _unescape(text: str) -> str:
    parts = _ESCAPED.split(text)  # text, code, text, code, …: to replace each by a function takes twice the time
    parts[1::2] = map(_CHARACTERS.__getitem__, parts[1::2])
    return "".join(parts)
