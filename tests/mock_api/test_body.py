from collections.abc import Iterable, Iterator

import pytest

from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import JSON, Client, Reply
from tests.openapi import RULES

HELLO = b'{"prompt": "Hello, world!", "model": "gpt-4"}'
UTF_8 = "application/json; charset=utf-8"


def post(client: Client, body: bytes | Iterable[bytes], *fields: tuple[str, str]) -> Reply:
    authorization = ("authorization", f"Bearer {SANDBOX_KEYS['read']}")
    return client.send("POST", "/v1/generate", [authorization, *(fields or [JSON])], body)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{'prompt': 'Hi'}", HELLO + HELLO, b"\xef\xbb\xbf" + HELLO, HELLO.decode().encode("utf-16")),
        *(HELLO.replace(b"world", part) for part in (b"\xf6", b"\xed\xa0\x80", b"\\ud800", b"\x00")),
        HELLO.replace(b"model", b"mod\\uDFFFel"),
        *(HELLO[:-1] + b', "max_tokens": ' + number + b"}" for number in (b"NaN", b"-Infinity", b"1" + b"0" * 5000)),
        *(b"[" * 100_000, b'{"prompt":' * 100_000),
    ],
)
def test_body_that_is_no_json_is_refused(client: Client, body: bytes) -> None:
    reply = post(client, body)
    assert (reply.status, reply.code, reply["WWW-Authenticate"]) == (400, "INVALID_JSON", None)


@pytest.mark.parametrize(
    ("old", "new"), [(b"world", b"\\ud83c\\udf0d \\u0000"), (b"}", b', "max_tokens": 1e2}'), (b"", b" ")]
)
def test_odd_json_is_accepted(client: Client, old: bytes, new: bytes) -> None:
    assert post(client, HELLO.replace(old, new, 1)).status == 200


def test_last_of_two_members_with_one_name_counts(client: Client) -> None:
    reply = post(client, b'{"model": "gpt-4", "prompt": "", "prompt": "Hi", "prompt": "Hello, world!"}')
    assert (reply.data["usage"]["prompt_tokens"], client.violations) == (4, ["duplicate_json_key"])


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
        ([b" " * (RULES.max_body_bytes - len(HELLO)), HELLO, b" "], None, 413),
        (unread(), str(RULES.max_body_bytes + 1), 413),
        (unread(), "9" * 100, 413),
        (unread(b" " * RULES.max_body_bytes, b" "), None, 413),
    ],
    ids=["largest", "larger", "declared", "declared to be huge", "not declared"],
)
def test_body_is_read_up_to_its_limit(client: Client, body: Iterable[bytes], length: str | None, status: int) -> None:
    assert post(client, body, JSON, *([("content-length", length)] if length else [])).status == status
