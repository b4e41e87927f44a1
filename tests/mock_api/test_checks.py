import pytest

from mock_api.key_format import make_secret
from mock_api.sandbox import SANDBOX_KEYS
from tests.asgi import JSON
from tests.mock_api.client import Client

READ = SANDBOX_KEYS["read"]
REALM = 'Bearer realm="api"'
MISSING = (401, "MISSING_API_KEY", {"header": "Authorization"}, REALM)
INVALID = (401, "INVALID_API_KEY", {"key_id": None}, f'{REALM}, error="invalid_token"')
DOUBLED: tuple[object, ...] = (400, "INVALID_REQUEST", {}, f'{REALM}, error="invalid_request"')
NO_TOKENS = ["", "Bearer", "Bearer    ", "Basic YTpi", READ, f"Bearer\t{READ}", f"Bearer: {READ}"]
BAD_TOKENS = ["YOUR_API_KEY", READ[:-1], READ + "0", f"{READ} {READ}", READ.upper(), "é" * 44, "a" * 100_000]
UNKNOWN = [make_secret("test", body.ljust(30, "0")) for body in ("Unknown", "read")]


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        ([], MISSING),
        *(([value], MISSING) for value in NO_TOKENS),
        *(([f"Bearer {token}"], INVALID) for token in (*BAD_TOKENS, *UNKNOWN)),
        ([f"Bearer {READ}"] * 2, DOUBLED),
    ],
)
@pytest.mark.says(
    "Send the key in the `Authorization` header, after the word `Bearer` and a space.",
    "The API ignores a key in the URL or in the body.",
    "Requests that fail with a `401` don't count.",
    "Use the `revoked` key, or change a letter in any other key.",
    "RFC 9110, 11.6.1: how to authenticate. It only contains an error if a key was sent: RFC 6750, 3.1.",
    "See `code` in the response: `INVALID_API_KEY`, `EXPIRED_API_KEY`, or `MISSING_API_KEY`",
    "No `Authorization` header, the header lacks `Bearer`, nothing after it. Without the header, it's a missing key.",
    "API keys are the only way to authenticate: there are no passwords.",
    "Send the key as `Authorization: Bearer <key>`.",
)
def test_request_without_one_valid_key_is_refused(
    client: Client, authorization: list[str], expected: tuple[object, ...]
) -> None:
    elsewhere = [("x-api-key", READ), ("cookie", f"key={READ}")]
    body = READ.encode()
    reply = client.send(
        "GET", f"/v1/me?key={READ}", [*elsewhere, *(("authorization", each) for each in authorization)], body
    )
    assert (reply.status, reply.code, reply.error["details"], reply["WWW-Authenticate"]) == expected
    assert reply["RateLimit"] is None


@pytest.mark.parametrize(
    ("authorization", "violations"),
    [
        (f"  Bearer {READ}\t", []),
        (f"BEARER {READ}", ["lowercase_bearer"]),
        (f"Bearer   {READ}", ["spaces_before_token"]),
    ],
)
@pytest.mark.says(
    "You only have to replace that one, and `last_used_at` tells you which was used.",
    "When the key was last used, or `null` if it never was.",
)
def test_valid_key_is_let_in_however_it_is_written(client: Client, authorization: str, violations: list[str]) -> None:
    client.sandbox.clock.advance(60)
    data = client.send("GET", "/v1/me", [("authorization", authorization)]).data
    assert (data["id"], data["last_used_at"]) == ("key_0000000001", "2026-01-01T12:01:00Z")
    assert client.violations == violations


@pytest.mark.parametrize("values", [["a b"], ["one", "one"]])
@pytest.mark.says("The invalid field, such as `max_tokens` or `events[0]`. It's empty if the whole body is invalid.")
def test_error_names_all_that_is_wrong_in_the_fields_and_in_the_body(client: Client, values: list[str]) -> None:
    fields = [("idempotency-key", value) for value in values]
    assert client.generate(fields=fields).invalid == ["Idempotency-Key"]
    assert client.generate({"promt": "Hi"}, fields=fields).invalid == ["Idempotency-Key", "model", "prompt", "promt"]


CHARSET = ("content-type", "application/json; charset=iso-8859-1")
ME, POST, LIST = "GET /v1/me", "POST /v1/generate", "GET /v1/prompts"


@pytest.mark.parametrize(
    ("request_line", "field", "body", "violations"),
    [
        (f"{LIST}?api_key={READ}", None, b"", "key_in_query"),
        (f"{ME}?{READ.replace('_', '%5f')}", None, b"", "key_in_query"),
        (POST, JSON, f'{{"prompt": "{READ}", "model": "gpt-4"}}'.encode(), "key_in_body"),
        (ME, ("x-api-key", READ), b"", "key_in_other_field"),
        (ME, None, b" " * 2_000_000, "unexpected_body"),
        (POST, CHARSET, '{"prompt": "Grüße", "model": "gpt-4"}'.encode(), "content_type_parameter"),
        (ME, ("idempotency-key", "one"), b"", "unused_idempotency_key"),
    ],
)
@pytest.mark.says("Unknown query parameters are ignored, and so is a body sent to an operation that doesn't take one.")
def test_what_the_api_forgives_is_a_violation(
    client: Client, request_line: str, field: tuple[str, str] | None, body: bytes, violations: str
) -> None:
    method, target = request_line.split()
    fields = [("authorization", f"Bearer {READ}"), *([field] if field else [])]
    assert client.send(method, target, fields, body).status == 200
    assert client.violations == violations.split()


def test_needless_percent_encoding_is_a_violation(client: Client) -> None:
    assert client.send("GET", "/v1/me", [("authorization", f"Bearer {READ}")], raw_path=b"/v1/%6De").status == 200
    assert client.violations == ["percent_encoded_path"]
