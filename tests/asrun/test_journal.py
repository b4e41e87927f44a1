import pytest

from asrun.journal import KEPT_BYTES, Journal, Request, Response, Violation, mask, mask_bytes, mask_field
from mock_api.sandbox import SANDBOX_KEYS

SECRET = SANDBOX_KEYS["read"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"?a='{SECRET}'&b=1", "?a='ak_test_read…'&b=1"),
        (f"{SECRET}, {SECRET[:-1]}", "ak_test_read…, ak_test_read…"),
        (SECRET.replace("k", "%6b").replace("S", "%53"), "ak_test_read…"),
        ("".join(f"%{ord(each):x}" for each in SECRET), "ak_test_read…"),
        ("".join(f"\\u{ord(each):04X}" for each in SECRET), "ak_test_read…"),
        (f"%e9%C3%22{SECRET.replace('_', '%5f')}%22\\u00e9%20", "%e9%C3%22ak_test_read…%22\\u00e9%20"),
        ("whsec_ab\\/%2b\\/%3D\\u0041", "whsec_ab/+…"),
        (f"\ud800{SECRET}", "\ud800ak_test_read…"),
        ("100%ff of \ud800 speak", "100%ff of \ud800 speak"),
        ("whsec_ZXhhbXBsZS13ZWJob29rLXNlY3JldC0w", "whsec_ZXhh…"),
        ("ak_test_read… YOUR_API_KEY speak_test", "ak_test_read… YOUR_API_KEY speak_test"),
        ("%61k%5Ftest_ and \\u0061k_live_abcd", "%61k%5Ftest_ and \\u0061k_live_abcd"),
    ],
)
def test_mask_leaves_the_prefix_of_each_secret(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_bytes_that_are_no_utf_8_hide_no_secret() -> None:
    assert mask_bytes(b"\xff" + SECRET.encode()) == b"\xff" + "ak_test_read…".encode()


@pytest.mark.parametrize("value", ["Basic YWtfdGVzdDo=", "basic\tYWtfdGVzdDo=", " BASIC YWtfdGVzdDo="])
def test_basic_credentials_are_masked_whole(value: str) -> None:
    assert mask_field("authorization", value) == "Basic …"


def test_every_part_of_an_exchange_is_masked() -> None:
    journal = Journal()
    text = f"/{SECRET}"
    request = Request("GET", text, text, text, [("x", text), ("authorization", "Basic YTpi")], text.encode())
    journal.record(request, Response(404, [], text.encode()), [Violation("name", text)])
    assert SECRET[16:] not in repr(journal.exchanges)
    assert repr(journal.exchanges).count("/ak_test_read") == 7


@pytest.mark.parametrize(
    ("size", "kept"), [(0, 1000), (KEPT_BYTES // 2000, 1000), (KEPT_BYTES // 16, 15), (KEPT_BYTES + 1, 0)]
)
@pytest.mark.parametrize("part", ["target", "path", "query", "field", "body", "response", "detail"])
def test_journal_is_bounded_in_exchanges_and_bytes(part: str, size: int, kept: int) -> None:
    journal, text = Journal(), "x" * size

    def its(name: str) -> str:
        return text if name == part else ""

    for number in range(kept + 2):
        request = Request(
            str(number), its("target"), its("path"), its("query"), [("", its("field"))], its("body").encode()
        )
        journal.record(request, Response(200, [], its("response").encode()), [Violation("", its("detail"))])
    assert [each.request.method for each in journal.exchanges] == [str(number) for number in range(2, kept + 2)]
