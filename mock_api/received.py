"""A request as it came: what the server put into the ASGI scope, and the body."""

from dataclasses import dataclass, field

from starlette.types import Receive, Scope

from mock_api import body

RawFields = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Received:
    """`target` and `query` are raw, `path` is decoded; `body` is None where it is larger than the API takes.

    The lists have the values of the fields that the API reads, each of which should have come once at most.
    """

    method: str
    path: str
    target: str
    query: str
    fields: RawFields
    body: bytes | None = b""
    authorization: list[str] = field(default_factory=list)
    content_type: list[str] = field(default_factory=list)
    idempotency_key: list[str] = field(default_factory=list)
    accept: list[str] = field(default_factory=list)


async def read_request(scope: Scope, receive: Receive) -> Received:
    """Raises `ClientDisconnect` where the client leaves before the end."""
    query = scope["query_string"].decode("latin-1")
    raw_path = scope.get("raw_path") or scope["path"].encode()
    target = raw_path.decode("latin-1")
    request = Received(
        scope["method"], scope["path"], f"{target}?{query}" if query else target, query, scope["headers"]
    )
    content_length = None
    for name, value in request.fields:
        if name == b"authorization":
            request.authorization.append(value.decode("latin-1"))
        elif name == b"content-type":
            request.content_type.append(value.decode("latin-1"))
        elif name == b"content-length":
            content_length = value
        elif name == b"idempotency-key":
            request.idempotency_key.append(value.decode("latin-1"))
        elif name == b"accept":
            request.accept.append(value.decode("latin-1"))
    request.body = await body.read(receive, content_length)
    return request
