from base64 import b64encode

import pytest

from mock_api.masking import mask
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import JSON, Client

SECRET = SANDBOX_KEYS["read"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"Bearer {SECRET}", "Bearer ak_test_read…"),
        (f"?a={SECRET}&b='{SECRET[:-1]}'", "?a=ak_test_read…&b='ak_test_read…'"),
        (f"?a={SECRET.replace('_', '%5f')}", "?a=ak%5ftest%5fread…"),
        (f"Basic {b64encode(f'{SECRET}:'.encode()).decode()}", "Basic …"),
        ("whsec_ZXhhbXBsZS13ZWJob29rLXNlY3JldC0w", "whsec_ZXhh…"),
        ("whsec_Zm9%2Bby9%2FbGU%3D&a, whsec_Zm9+by9\\/bGU=", "whsec_Zm9%2B…&a, whsec_Zm9+…"),
        ("ak_test_read…", "ak_test_read…"),
        ("YOUR_API_KEY, ak_test_ and Basic authentication", "YOUR_API_KEY, ak_test_ and Basic authentication"),
    ],
)
def test_a_mask_leaves_the_prefix(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_two_keys_are_told_apart() -> None:
    assert len({mask(secret) for secret in SANDBOX_KEYS.values()}) == len(SANDBOX_KEYS)


def test_no_secret_is_journaled_or_repeated_in_an_error(client: Client) -> None:
    created = client.call("POST", "/v1/keys", {"name": SECRET, "permissions": ["read"]}, key="admin").data["secret"]
    document = {"url": "https://example.com", "events": ["key.created"]}
    hook = client.call("POST", "/v1/webhooks", document, key="webhook").data["secret"]
    client.call("GET", f"/v1/{created}?key={created}", key=created, fields=[("x-api-key", created)])
    body = f'{{"\\ud800{created}": 1, "\\ud800{created}": 2}}'.encode()
    assert client.send("POST", "/v1/generate", [("authorization", f"Bearer {created}"), JSON], body).status == 400
    assert client.violations == ["key_in_body", "duplicate_json_key"]
    reply = client.generate({"prompt": "Hi", "model": created, created: 1})
    written = repr(list(client.sandbox.journal.exchanges)) + repr(reply)
    assert "ak_test_" in written
    assert [secret for secret in (*SANDBOX_KEYS.values(), created, hook) if secret[16:] in written] == []
