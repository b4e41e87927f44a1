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
        ("whsec_ZXhhbXBsZS13ZWJob29rLXNlY3JldC0w", "whsec_ZXhh…"),
        ("ak_test_read…", "ak_test_read…"),
        ("YOUR_API_KEY and ak_test_", "YOUR_API_KEY and ak_test_"),
    ],
)
def test_a_mask_leaves_the_prefix(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_two_keys_are_told_apart() -> None:
    assert len({mask(secret) for secret in SANDBOX_KEYS.values()}) == len(SANDBOX_KEYS)


def test_no_secret_gets_into_the_journal(client: Client) -> None:
    created = client.call("POST", "/v1/keys", {"name": SECRET, "permissions": ["read"]}, key="admin").data["secret"]
    hook = client.call(
        "POST", "/v1/webhooks", {"url": "https://example.com", "events": ["key.created"]}, key="webhook"
    ).data["secret"]
    client.call("GET", f"/v1/{created}?key={created}", key=created, fields=[("x-api-key", created)])
    client.send(
        "POST", "/v1/prompts", [("authorization", created), JSON], f'{{"{created}": 1, "{created}": 2}}'.encode()
    )
    written = repr(list(client.sandbox.journal.exchanges))
    assert "ak_test_" in written
    for secret in (*SANDBOX_KEYS.values(), created, hook):
        assert secret[16:] not in written
