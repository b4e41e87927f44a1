from base64 import b64encode

import pytest

from mock_api.masking import mask
from mock_api.sandbox import SANDBOX_KEYS

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
        ("YOUR_API_KEY, ak_test_ and Basic authentication", "YOUR_API_KEY, ak_test_ and Basic authentication"),
    ],
)
def test_a_mask_leaves_the_prefix(text: str, masked: str) -> None:
    assert mask(text) == masked
