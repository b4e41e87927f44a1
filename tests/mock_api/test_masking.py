import pytest

from mock_api.masking import mask
from mock_api.sandbox import SANDBOX_KEYS

SECRET = SANDBOX_KEYS["read"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"Bearer {SECRET}", "Bearer ak_test_read…"),
        (f"?a={SECRET}&b='{SECRET[:-1]}'", "?a=ak_test_read…&b='ak_test_read…'"),
        ("whsec_ZXhhbXBsZS13ZWJob29rLXNlY3JldC0w", "whsec_ZXhh…"),
        ("YOUR_API_KEY and ak_test_", "YOUR_API_KEY and ak_test_"),
    ],
)
def test_a_mask_leaves_the_prefix(text: str, masked: str) -> None:
    assert mask(text) == masked
