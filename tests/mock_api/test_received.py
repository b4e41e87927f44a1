from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from mock_api.received import Received, read_request

SCOPE = {
    "method": "POST",
    "path": "/v1/ä",
    "query_string": b"a=%20",
    "headers": [(b"authorization", b"one"), (b"accept", b"*/*"), (b"authorization", b"tw\xf6")],
}


def read(scope: dict[str, Any], *messages: Message) -> Received:
    parts = iter(messages)

    async def receive() -> Message:
        return next(parts)

    with pytest.raises(StopIteration) as stopped:
        read_request({**SCOPE, **scope}, receive).send(None)
    received: Received = stopped.value.value
    return received


def test_a_request_is_read_as_it_came() -> None:
    request = read({"raw_path": b"/v1/%C3%A4"}, {"type": "http.request", "body": b"{}"})
    assert (request.target, request.path, request.query) == ("/v1/%C3%A4?a=%20", "/v1/ä", "a=%20")
    assert request.authorization == ("one", "twö")
    assert (request.accept, request.content_type) == (("*/*",), ())
    assert request.body == b"{}"


def test_a_server_may_give_no_raw_path() -> None:
    assert read({"query_string": b""}, {"type": "http.request"}).target == "/v1/Ã¤"


def test_a_client_that_leaves_is_no_request() -> None:
    parts: Iterator[Message] = iter(
        [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> Message:
        return next(parts)

    with pytest.raises(ClientDisconnect):
        read_request(SCOPE, receive).send(None)
