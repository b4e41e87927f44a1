"""A request as the mock reads it, the response that it makes, and what it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect

from asrun.api import Receive, Scope
from asrun.default.parameters import Values
from asrun.journal import Violation
from asrun.operation import IDEMPOTENCY_KEY, Operation
from asrun.schema import FieldError


@dataclass(slots=True)
class Request:
    """`target` and `query` are raw, `path` is decoded; `fields` are named in lower case; `body` None is too large.

    The checks set the rest: `operation` is None where there is none, `parameters` are what the request says of its,
    `content` is what the body says. `reason` is why it was refused.
    """

    method: str
    path: str
    target: str
    query: str
    fields: list[tuple[str, str]]
    body: bytes | None = b""
    violations: list[Violation] = field(default_factory=list)
    operation: Operation | None = None
    path_texts: Mapping[str, str] = field(default_factory=dict)
    parameters: Values = field(default_factory=Values)
    content: Any = None
    reason: str = ""

    @property
    def idempotency_key(self) -> str | None:
        return next(iter(self.values(IDEMPOTENCY_KEY)), None)

    def values(self, name: str) -> list[str]:
        """The values of the fields of that name, in lower case: most should have come once at most."""
        return [value for each, value in self.fields if each == name]

    def note(self, violation: str, detail: str) -> None:
        """Notes what the API forgives and a good example does not do."""
        self.violations.append(Violation(violation, detail))


@dataclass(slots=True)
class Response:
    """`document` becomes the body, None sends no body; `fields` are named in lower case."""

    status: int
    document: Any
    fields: dict[str, str] = field(default_factory=dict)


R = TypeVar("R", bound=Request)


async def read_request(kind: type[R], scope: Scope, receive: Receive, max_bytes: int) -> R:
    """Raises `ClientDisconnect` where the client leaves before the end."""
    query = scope["query_string"].decode("latin-1")
    raw_path = scope.get("raw_path") or scope["path"].encode()
    target = raw_path.decode("latin-1") + (f"?{query}" if query else "")
    fields = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    declared = [value for name, value in fields if name == "content-length"]
    body = await _read_body(receive, declared[-1] if declared else None, max_bytes)
    return kind(scope["method"], scope["path"], target, query, fields, body)


async def _read_body(receive: Receive, declared: str | None, max_bytes: int) -> bytes | None:
    """The whole body; None where it has more than `max_bytes`, of which no more is read than shows that."""
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


def accepted(accept: Sequence[str], media_types: Sequence[str]) -> list[str]:
    """Those of the media types that the values of `Accept` let through."""
    ranges = {each.partition(";")[0].strip().lower() for value in accept for each in value.split(",")} - {""}
    plain = {media_type: media_type.partition(";")[0].strip() for media_type in media_types}
    fitting = {media_type: {kind, f"{kind.partition('/')[0]}/*", "*/*"} for media_type, kind in plain.items()}
    return [each for each in media_types if not ranges or fitting[each] & ranges]


PROBLEM = "application/problem+json"


class RefusalError(Exception):
    """A response that is no success: `raise` it where a check fails.

    The first of `statuses` that the operation documents is the response's, or the first where it documents none.
    `reason` says in words why; `fields` are header fields, named in lower case, and `errors` what is wrong with which
    field.
    """

    def __init__(
        self,
        statuses: int | Sequence[int],
        reason: str,
        fields: Mapping[str, str] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(reason)
        self.statuses = (statuses,) if isinstance(statuses, int) else tuple(statuses)
        self.reason = reason
        self.fields = dict(fields or {})
        self.errors = list(errors)


def invalid(errors: Sequence[FieldError], statuses: Sequence[int] = (422, 400)) -> RefusalError:
    """The refusal of a request that breaks its schema."""
    told = "; ".join(f"{each['field'] or 'the body'} {each['message']}" for each in errors)
    return RefusalError(statuses, told, errors=errors)


def problem(status: int, reason: str, errors: Sequence[FieldError]) -> dict[str, Any]:
    """Problem details (RFC 9457), for what the contract does not document."""
    document: dict[str, Any] = {"type": "about:blank", "status": status, "detail": reason}
    return {**document, "errors": list(errors)} if errors else document
