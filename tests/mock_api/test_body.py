from collections.abc import Iterable, Iterator

import pytest

from mock_api.sandbox import SANDBOX_KEYS
from tests.asgi import JSON, Reply
from tests.mock_api.client import Client
from tests.openapi import RULES

HELLO = b'{"prompt": "Hello, world!", "model": "gpt-4"}'
UTF_8 = "application/json; charset=utf-8"


def post(client: Client, body: bytes | Iterable[bytes], *fields: tuple[str, str]) -> Reply:
    authorization = ("authorization", f"Bearer {SANDBOX_KEYS['read']}")
    return client.send("POST", "/v1/generate", [authorization, *(fields or [JSON])], body)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        *(([value], 200) for value in ("Application/JSON", UTF_8, "application/json;")),
        *((values, 415) for values in ([], [""], ["application/jsonp"], ["application/json, a/b"], [UTF_8] * 2)),
    ],
)
def test_media_type_is_that_of_json(client: Client, values: list[str], status: int) -> None:
    fields = [("accept", "*/*"), *(("content-type", value) for value in values)]
    noted = [] if values else ["body_without_content_type"]
    assert (post(client, HELLO, *fields).status, client.violations) == (status, noted)


def unread(*parts: bytes) -> Iterator[bytes]:
    yield from parts
    raise AssertionError("more was read")


@pytest.mark.parametrize(
    ("body", "length", "status"),
    [
        ([b" " * (RULES.max_body_bytes - len(HELLO)), HELLO], None, 200),
        (unread(), str(RULES.max_body_bytes + 1), 413),
        (unread(b" " * RULES.max_body_bytes, b" "), None, 413),
    ],
)
def test_body_is_read_up_to_its_limit(client: Client, body: Iterable[bytes], length: str | None, status: int) -> None:
    assert post(client, body, JSON, *([("content-length", length)] if length else [])).status == status
