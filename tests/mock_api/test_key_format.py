import pytest

from mock_api.key_format import checksum, is_well_formed, make_secret
from mock_api.sandbox import SANDBOX_KEYS

SECRET = "ak_test_ThisKeyIsAnExampleFromTheDocs03yoXNz"


def test_the_checksum_is_the_crc32_in_six_base62_digits() -> None:
    assert checksum("123456789") == "3jZRME"  # 0xCBF43926, CRC-32's published check value


def test_the_checksum_is_padded_with_zeros() -> None:
    assert checksum("") == "000000"


def test_a_secret_is_its_mode_its_characters_and_its_checksum() -> None:
    assert make_secret("test", "ThisKeyIsAnExampleFromTheDocs0") == SECRET
    assert is_well_formed(SECRET)


@pytest.mark.parametrize("secret", SANDBOX_KEYS.values(), ids=SANDBOX_KEYS)
def test_a_sandbox_key_is_well_formed(secret: str) -> None:
    assert is_well_formed(secret)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        SECRET[:-1],
        SECRET + "0",
        SECRET + "\n",
        SECRET[:-1] + "y",
        SECRET.replace("test", "live"),
        SECRET.replace("ak_", "sk_"),
        SECRET.replace("T", "Ť"),
        SECRET.lower(),
        "ak_test_" + "0" * 36,
    ],
)
def test_anything_else_is_not(secret: str) -> None:
    assert not is_well_formed(secret)
