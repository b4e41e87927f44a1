from typing import Any

import pytest

from asrun.contract import Contract
from asrun.default.bodies import FORM, MULTIPART, read, write
from asrun.default.messages import RefusalError
from asrun.operation import Media

FIELDS = {
    "n": {"type": "integer"},
    "list": {"type": "array", "items": {"type": "integer"}},
    "object": {"type": "object", "properties": {"a": {"type": "boolean"}}},
    "file": {"type": "string", "contentMediaType": "application/octet-stream"},
}
PARTS = (
    b'--x\r\ncontent-disposition: form-data; name="n"\r\n\r\n1\r\n'
    b'--x\r\ncontent-disposition: form-data; name="list[]"\r\n\r\n1\r\n'
    b'--x\r\ncontent-disposition: form-data; name="object"\r\ncontent-type: application/json\r\n\r\n{"a": true}\r\n'
    b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n\xff\r\n\n\r\n--x--\r\n'
)
VALUES = {"n": 1, "list": [1], "object": {"a": True}, "file": "\xff\r\n\n"}


def medium(content: object) -> Media:
    contract = Contract.load({"paths": {"/": {"post": {"requestBody": {"content": content}}}}})
    (media,) = contract.operations["POST", "/"].body.values()
    return media


@pytest.mark.parametrize(
    ("media_type", "body", "value"),
    [
        ("application/vnd.x+json; charset=utf-8", b'{"n": 1}', {"n": 1}),
        (FORM, b"n=1&list=1&list=2&a+b=%C3%A9", {"n": 1, "list": [1, 2], "a b": "é"}),
        (FORM, b"object[a]=true&list[0]=1&list[1]=2&x[y]=z", {"object": {"a": True}, "list": [1, 2], "x[y]": "z"}),
        (f"{MULTIPART}; boundary=x", PARTS, VALUES),
    ],
)
def test_body_is_read_by_its_media_type(media_type: str, body: bytes, value: Any) -> None:
    content = {media_type.partition(";")[0]: {"schema": {"properties": FIELDS}}}
    assert read(medium(content), media_type, body, []) == value


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b'"\\ud800"', b"[" * 100_000])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(RefusalError):
        read(medium({"application/json": {}}), "application/json", body, [])


def test_form_that_is_not_in_utf_8_is_refused() -> None:
    with pytest.raises(RefusalError, match="the form is not in UTF-8"):
        read(medium({FORM: {"schema": {"properties": FIELDS}}}), FORM, b"a=\xff", [])


@pytest.mark.parametrize(
    ("media_type", "document", "body"),
    [
        ("application/problem+json", "é", b'"\xc3\xa9"'),
        (FORM, {"a": [1, 2]}, b"a=1&a=2"),
        (
            "text/event-stream",
            [{"a": 1}, {"data": {"b": 2}, "event": "x"}],
            b'data: {"a": 1}\n\ndata: {"b": 2}\nevent: x\n\n',
        ),
        ("application/x-ndjson", [1, 2], b"1\n2\n"),
    ],
)
def test_document_is_written_in_its_media_type(media_type: str, document: Any, body: bytes) -> None:
    assert write(document, media_type) == body
