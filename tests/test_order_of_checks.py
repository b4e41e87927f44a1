"""Which error comes first: the mock checks a request in the order that the pages tell, as a list and as a picture."""

import re
from random import Random
from typing import Any

import pytest

from asrun.clock import Clock
from asrun.pages.site import Site
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS, Sandbox
from tests.asgi import Reply
from tests.mock_api.client import Client
from tests.openapi import ERRORS, RULES

STATUSES = {code: status for status, code in ERRORS}
TAKEN = "taken"

RIGHT = {
    "path": "/v1/keys/key_4821093756/rotate",
    "tokens": [SANDBOX_KEYS["admin"]],
    "media_type": "application/json",
    "body": b'{"overlap_seconds": 1}',
    "idempotency_key": "new",
    "requests_before": 0,
}

MISTAKES: dict[str, tuple[str, dict[str, Any]]] = {
    "path and method": ("NOT_FOUND", {"path": "/v1/key"}),
    "duplicate Authorization": ("INVALID_REQUEST", {"tokens": ["YOUR_API_KEY"] * 2}),
    "key": ("INVALID_API_KEY", {"tokens": ["YOUR_API_KEY"]}),
    "rate limit": ("RATE_LIMIT_EXCEEDED", {"requests_before": RULES.limit.quota}),
    "permission": ("INSUFFICIENT_PERMISSIONS", {"tokens": [SANDBOX_KEYS["webhook"]]}),
    "size": ("PAYLOAD_TOO_LARGE", {"body": b"{" * (RULES.max_body_bytes + 1)}),
    "media type": ("UNSUPPORTED_MEDIA_TYPE", {"media_type": "text/plain"}),
    "JSON": ("INVALID_JSON", {"body": b"{"}),
    "fields": ("VALIDATION_ERROR", {"body": b'{"overlap_seconds": -1}'}),
    "Idempotency-Key": ("IDEMPOTENCY_KEY_REUSED", {"idempotency_key": TAKEN}),
    "object": ("NOT_FOUND", {"path": "/v1/keys/key_0000000000/rotate"}),
}
"""What each check of the list looks for: the code of its error, and how to make the mistake."""


def send(request: dict[str, Any]) -> Reply:
    sandbox = Sandbox(Clock(), Random(0), lambda: 0.0)
    for key_id in KEY_IDS.values():
        sandbox.limits.window(key_id, RULES.limit).usage.requests = request["requests_before"]
    sandbox.idempotency.begin((KEY_IDS["admin"], "POST", request["path"], TAKEN), {"overlap_seconds": 2})
    fields = [("authorization", f"Bearer {token}") for token in request["tokens"]]
    fields += [("content-type", request["media_type"]), ("idempotency-key", request["idempotency_key"])]
    return Client(sandbox=sandbox).send("POST", request["path"], fields, request["body"])


@pytest.fixture(scope="module")
def told(site: Site) -> list[str]:
    text = " ".join(site.page("api-reference/errors.md").article.get_text().split())
    found = re.search(r"you get the first error in this order: (.+?)\.", text)
    assert found
    return found[1].split(", ")


@pytest.mark.says(
    "Path, method, duplicate `Authorization`, key, rate limit, permission, size, media type, JSON, schema.",
    "More than one: the first error of path, method, `Authorization`, key, limit, permission, `Idempotency-Key`.",
    "The API checks in this order, and returns the first error that it finds.",
)
def test_each_mistake_hides_those_that_the_list_has_after_it(told: list[str]) -> None:
    assert sorted(told) == sorted(MISTAKES)
    request = RIGHT
    assert send(request).status == 201
    codes = []
    for name in reversed(told):
        request = request | MISTAKES[name][1]
        codes.append(send(request).code)
    assert codes[::-1] == [MISTAKES[name][0] for name in told]


def test_picture_has_the_errors_in_the_order_of_the_list(site: Site, told: list[str]) -> None:
    texts = site.page("getting-started/handling-errors.md").article.select("figure svg text.code.bad")
    shown = iter(re.findall(r"\d{3}", " ".join(text.get_text() for text in texts)))
    expected = [STATUSES[MISTAKES[name][0]] for name in told]
    assert [status for status in expected if status not in shown] == []
