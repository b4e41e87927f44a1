"""What crossed the wire in one run, and what a good example should not have done."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

KEPT_EXCHANGES = 200


@dataclass(slots=True)
class Request:
    """`target` and `query` are raw, `path` is decoded; `fields` are in the order sent."""

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
    """`reason` is why the request was refused; `injected`: the run asked for the response, whatever the request."""

    request: Request
    response: Response
    violations: list[Violation] = field(default_factory=list)
    reason: str = ""
    injected: bool = False


class Journal:
    """The latest exchanges of a run, oldest first: at most `KEPT_EXCHANGES`.

    `mask` cuts the secrets in a text short, before anything is kept. Two requests with the same key still compare equal
    where it leaves of each key enough to tell it from the others.
    """

    def __init__(self, mask: Callable[[str], str]) -> None:
        self._mask = mask
        self.exchanges: deque[Exchange] = deque(maxlen=KEPT_EXCHANGES)

    def record(self, exchange: Exchange) -> None:
        request, response = exchange.request, exchange.response
        request.target, request.path, request.query = map(self._mask, (request.target, request.path, request.query))
        for message in (request, response):
            message.fields = [(name, self._mask(value)) for name, value in message.fields]
            text = message.body.decode(errors="surrogateescape")
            message.body = self._mask(text).encode(errors="surrogateescape")
        exchange.violations = [Violation(each.name, self._mask(each.detail)) for each in exchange.violations]
        exchange.reason = self._mask(exchange.reason)
        self.exchanges.append(exchange)
