import pytest

from mock_api.key_format import checksum, is_well_formed, make_secret

SECRET = "ak_test_ThisKeyIsAnExampleFromTheDocs03yoXNz"


def test_checksum_is_the_crc32_in_six_base62_digits() -> None:
    assert checksum("123456789") == "3jZRME"  # 0xCBF43926, CRC-32's published check value
    assert checksum("") == "000000"


def test_secret_is_its_mode_its_characters_and_its_checksum() -> None:
    assert make_secret("test", "ThisKeyIsAnExampleFromTheDocs0") == SECRET
    assert is_well_formed(SECRET)


@pytest.mark.parametrize(
    "secret",
    [
        *("", SECRET[:-1], SECRET + "0", SECRET + "\n", SECRET[:-1] + "y", SECRET.lower(), "ak_test_" + "0" * 36),
        *(SECRET.replace(old, new) for old, new in [("test", "live"), ("ak_", "sk_"), ("T", "Ť")]),
    ],
)
def test_anything_else_is_not_well_formed(secret: str) -> None:
    assert not is_well_formed(secret)
