import pytest

from mock_api.sandbox import SANDBOX_KEYS
from tests.asgi import JSON
from tests.mock_api.client import Client

READ = SANDBOX_KEYS["read"]
CHARSET = ("content-type", "application/json; charset=iso-8859-1")
ME, POST, LIST = "GET /v1/me", "POST /v1/generate", "GET /v1/prompts"


@pytest.mark.parametrize(
    ("request_line", "field", "body", "violations"),
    [
        (f"{LIST}?api_key={READ}", None, b"", "key_in_query unknown_query_parameter"),
        (f"{ME}?{READ.replace('_', '%5f')}", None, b"", "key_in_query unknown_query_parameter"),
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
