"""A request as it came: what the server put into the ASGI scope, and the body."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Receive, Scope

from mock_api import body


@dataclass(slots=True)
class Received:
    """`target` and `query` are raw, `path` is decoded; `body` is None where it is larger than the API takes.

    The last four have the values of the fields that the API reads, each of which should have come once at most.
    """

    method: str
    path: str
    target: str
    query: str
    fields: list[tuple[str, str]]
    body: bytes | None = b""
    authorization: Sequence[str] = ()
    content_type: Sequence[str] = ()
    idempotency_key: Sequence[str] = ()
    accept: Sequence[str] = ()


async def read_request(scope: Scope, receive: Receive) -> Received:
    """Raises `ClientDisconnect` where the client leaves before the end."""
    query = scope["query_string"].decode("latin-1")
    raw_path = scope.get("raw_path") or scope["path"].encode()
    target = raw_path.decode("latin-1") + (f"?{query}" if query else "")
    fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    request = Received(scope["method"], scope["path"], target, query, fields)
    content_length = None
    for name, value in fields:
        if name == "authorization":
            request.authorization = (*request.authorization, value)
        elif name == "content-type":
            request.content_type = (*request.content_type, value)
        elif name == "content-length":
            content_length = value
        elif name == "idempotency-key":
            request.idempotency_key = (*request.idempotency_key, value)
        elif name == "accept":
            request.accept = (*request.accept, value)
    request.body = await body.read(receive, content_length)
    return request
