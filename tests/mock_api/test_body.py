from collections.abc import Iterator

import pytest

from mock_api.body import MAX_BYTES
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import JSON, Client, Reply

AUTHORIZATION = ("authorization", f"Bearer {SANDBOX_KEYS['read']}")
HELLO = b'{"prompt": "Hello, world!", "model": "gpt-4"}'


def post(client: Client, body: bytes, *fields: tuple[str, str]) -> Reply:
    return client.send("POST", "/v1/generate", [AUTHORIZATION, *(fields or [JSON])], body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"Hello, world!",
        b"{'prompt': 'Hi'}",
        HELLO[:-1],
        HELLO + HELLO,
        HELLO[:-1] + b",}",
        b"\xef\xbb\xbf" + HELLO,
        HELLO.decode().encode("utf-16"),
        HELLO.decode().encode("utf-32"),
        HELLO.replace(b"world", b"w\xf6rld"),
        HELLO.replace(b"world", b"w\xed\xa0\x80rld"),
        HELLO.replace(b"world", b"w\\ud800rld"),
        HELLO.replace(b"model", b"mod\\uDFFFel"),
        HELLO.replace(b"world", b"w\x00rld"),
        HELLO[:-1] + b', "max_tokens": NaN}',
        HELLO[:-1] + b', "max_tokens": -Infinity}',
        HELLO[:-1] + b', "max_tokens": 1' + b"0" * 5000 + b"}",
        b"[" * 100_000,
        b'{"prompt":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_what_is_no_json_is_refused(client: Client, body: bytes) -> None:
    reply = post(client, body)
    assert (reply.status, reply.code) == (400, "INVALID_JSON")
    assert reply["WWW-Authenticate"] is None


@pytest.mark.parametrize("depth", [1, 100, 900])
def test_a_deep_value_where_a_string_belongs_breaks_the_schema(client: Client, depth: int) -> None:
    body = b'{"prompt": ' + b"[" * depth + b"]" * depth + b', "model": "gpt-4"}'
    assert post(client, body).code in ("VALIDATION_ERROR", "INVALID_JSON")


def test_a_surrogate_pair_is_a_character(client: Client) -> None:
    assert post(client, HELLO.replace(b"world", b"\\ud83c\\udf0d")).status == 200


@pytest.mark.parametrize("number", [b"1e400", b"-0", b"1e2"])
def test_odd_numbers_are_no_failure(client: Client, number: bytes) -> None:
    assert post(client, HELLO[:-1] + b', "max_tokens": ' + number + b"}").status in (200, 422)


def test_a_doubled_member_is_forgiven_and_the_last_counts(client: Client) -> None:
    reply = post(client, b'{"model": "gpt-4", "prompt": "", "prompt": "Hi", "prompt": "Hello, world!"}')
    assert (reply.status, reply.data["usage"]["prompt_tokens"]) == (200, 4)
    assert client.violations == ["duplicate_json_key"]


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;"]
)
def test_json_is_taken(client: Client, content_type: str) -> None:
    assert post(client, HELLO, ("content-type", content_type)).status == 200
    assert client.violations == []


@pytest.mark.parametrize(
    "fields",
    [
        [("accept", "*/*")],
        [("content-type", "")],
        [("content-type", "text/plain;charset=UTF-8")],
        [("content-type", "application/x-www-form-urlencoded")],
        [("content-type", "application/jsonp")],
        [("content-type", "application/json, text/plain")],
        [JSON, JSON],
    ],
)
def test_another_media_type_is_refused(client: Client, fields: list[tuple[str, str]]) -> None:
    reply = post(client, HELLO, *fields)
    assert (reply.status, reply.code) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_of_the_largest_size_is_read(client: Client) -> None:
    assert post(client, b" " * (MAX_BYTES - len(HELLO)) + HELLO).status == 200


def test_a_larger_body_is_refused(client: Client) -> None:
    reply = post(client, b" " * (MAX_BYTES + 1))
    assert (reply.status, reply.code) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("length", [str(MAX_BYTES + 1), "9" * 100])
def test_a_body_that_says_it_is_larger_is_not_read(client: Client, length: str) -> None:
    def body() -> Iterator[bytes]:
        raise AssertionError("it was read")
        yield b""

    fields = [AUTHORIZATION, JSON, ("content-length", length)]
    assert client.send("POST", "/v1/generate", fields, body()).status == 413


def test_a_body_without_a_length_is_read_no_further_than_the_limit(client: Client) -> None:
    def body() -> Iterator[bytes]:
        yield b" " * MAX_BYTES
        yield b" "
        raise AssertionError("more was read")

    fields = [AUTHORIZATION, JSON, ("transfer-encoding", "chunked")]
    assert client.send("POST", "/v1/generate", fields, body()).status == 413


def test_a_body_in_parts_is_one(client: Client) -> None:
    parts = [HELLO[index : index + 1] for index in range(len(HELLO))]
    assert client.send("POST", "/v1/generate", [AUTHORIZATION, JSON], parts).status == 200


def test_the_size_comes_after_the_permission(client: Client) -> None:
    assert client.send("POST", "/v1/generate", [JSON], b" " * (MAX_BYTES + 1)).status == 401
