"""A message, a limit or a permission is changed by one edit of the contract."""

import pytest

from asrun.contract import Contract
from asrun.text import read_text
from mock_api.app import create_app
from tests.mock_api.client import HELLO, Client
from tests.openapi import PATH, RULES

TEXT = read_text(PATH)
MESSAGE = str(RULES.errors["INSUFFICIENT_PERMISSIONS"][1]["message"])
LIMIT = "q={};w={}".format(*RULES.limit)
NEEDS_READ = "you can generate with, in pages.\n      security:\n        - apiKey: [read]"
NEEDS_WRITE = NEEDS_READ.replace("read", "write")


def after(old: str, new: str) -> Client:
    assert TEXT.count(old) == 1
    client = Client(create_app(Contract.load(TEXT.replace(old, new))))
    client.call("GET", "/v1/me")
    return client


@pytest.mark.parametrize(
    ("old", "new", "target", "document", "expected"),
    [
        (MESSAGE, "You may not", "GET /v1/keys", None, "You may not"),
        (LIMIT, "q=1;w=9", "GET /v1/usage", None, "RATE_LIMIT_EXCEEDED"),
        (f"{RULES.max_body_bytes} bytes", "9 bytes", "POST /v1/generate", HELLO, "PAYLOAD_TOO_LARGE"),
        ("&page_size ", "&page_size 2 #", "GET /v1/models?limit=3", None, "VALIDATION_ERROR"),
        (NEEDS_READ, NEEDS_WRITE, "GET /v1/models", None, "INSUFFICIENT_PERMISSIONS"),
    ],
    ids=["message", "rate limit", "size of a body", "size of a page", "permission"],
)
@pytest.mark.says("Handle errors by `code`, not by `message`.")
def test_one_edit_of_the_contract_is_enough(old: str, new: str, target: str, document: object, expected: str) -> None:
    client = after(old, new)
    method, path = target.split()
    assert expected in client.call(method, path, document).body.decode()
    assert client.violations == []
