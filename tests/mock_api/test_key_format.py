from mock_api.key_format import checksum, make_secret


def test_checksum_is_the_crc32_in_six_base62_digits() -> None:
    assert checksum("123456789") == "3jZRME"  # 0xCBF43926, CRC-32's published check value
    assert checksum("") == "000000"


def test_secret_is_its_mode_its_characters_and_its_checksum() -> None:
    secret = "ak_test_ThisKeyIsAnExampleFromTheDocs03yoXNz"
    assert make_secret("test", "ThisKeyIsAnExampleFromTheDocs0") == secret
