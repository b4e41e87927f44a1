"""A message, a limit or a permission is changed by one edit of the contract."""

import pytest

from asrun.contract import Contract
from asrun.text import read_text
from mock_api.app import create_app
from tests.mock_api.client import HELLO, Client
from tests.openapi import PATH

TEXT = read_text(PATH)
NEEDS_READ = "`POST /v1/generate` accepts.\n      security:\n        - apiKey: [read]"
NEEDS_WRITE = NEEDS_READ.replace("read", "write")


@pytest.mark.parametrize(
    ("old", "new", "target", "document", "expected"),
    [
        ("lacks the required permission", "may not do this", "GET /v1/keys", None, "The API key may not do this"),
        ("q=60;w=60", "q=1;w=9", "GET /v1/usage", None, "The rate limit of the API key is exceeded"),
        ("more than 1048576 bytes", "over 9 bytes", "POST /v1/generate", HELLO, "The request body has over 9 bytes"),
        ("&page_size 100", "&page_size 20", "GET /v1/models?limit=21", None, "One or more fields are invalid"),
        (NEEDS_READ, NEEDS_WRITE, "GET /v1/models", None, "The API key lacks the required permission"),
    ],
    ids=["message", "rate limit", "size", "page", "permission"],
)
def test_one_edit_changes_the_api(old: str, new: str, target: str, document: object, expected: str) -> None:
    assert TEXT.count(old) == 1
    client = Client(create_app(Contract.load(TEXT.replace(old, new))))
    client.call("GET", "/v1/me")
    method, path = target.split()
    reply = client.call(method, path, document)
    assert reply.error["message"] == expected
    assert client.violations == []
