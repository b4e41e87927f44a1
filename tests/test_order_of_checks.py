"""Which error comes first: the mock checks a request in the order that the pages tell, as a list and as a picture."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import pytest

from asrun import ROOT
from asrun.contract import Contract
from asrun.pages.site import Site
from asrun.pages.vocabulary import CONTRACT, Vocabulary
from mock_api.app import create_app
from mock_api.body import MAX_BYTES
from mock_api.clock import Clock
from mock_api.limits import QUOTA
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS, Sandbox
from tests.mock_api.client import Client, Reply

APP = create_app(Contract.load(ROOT / CONTRACT))
STATUSES = {code: status for status, code in Vocabulary.load(ROOT).errors}
TAKEN = "taken"


@dataclass(frozen=True)
class Request:
    """A request without a mistake: it rotates a key."""

    path: str = "/v1/keys/key_4821093756/rotate"
    tokens: tuple[str, ...] = (SANDBOX_KEYS["admin"],)
    media_type: str = "application/json"
    body: bytes = b'{"overlap_seconds": 1}'
    idempotency_key: str = "new"
    requests_before: int = 0

    def send(self) -> Reply:
        sandbox = Sandbox(Clock(), Random(0), lambda: 0.0)
        for key_id in KEY_IDS.values():
            sandbox.limits.window(key_id).usage.requests = self.requests_before
        sandbox.idempotency.begin((KEY_IDS["admin"], "POST", self.path, TAKEN), {"overlap_seconds": 2})
        fields = [("authorization", f"Bearer {token}") for token in self.tokens]
        fields += [("content-type", self.media_type), ("idempotency-key", self.idempotency_key)]
        return Client(APP, sandbox).send("POST", self.path, fields, self.body)


MISTAKES: dict[str, tuple[str, Callable[[Request], Request]]] = {
    "path and method": ("NOT_FOUND", lambda its: replace(its, path="/v1/key")),
    "doubled Authorization": ("INVALID_REQUEST", lambda its: replace(its, tokens=its.tokens * 2)),
    "key": ("INVALID_API_KEY", lambda its: replace(its, tokens=("YOUR_API_KEY",))),
    "rate limit": ("RATE_LIMIT_EXCEEDED", lambda its: replace(its, requests_before=QUOTA)),
    "permission": ("INSUFFICIENT_PERMISSIONS", lambda its: replace(its, tokens=(SANDBOX_KEYS["webhook"],))),
    "size": ("PAYLOAD_TOO_LARGE", lambda its: replace(its, body=b"{" * (MAX_BYTES + 1))),
    "media type": ("UNSUPPORTED_MEDIA_TYPE", lambda its: replace(its, media_type="text/plain")),
    "JSON": ("INVALID_JSON", lambda its: replace(its, body=b"{")),
    "fields": ("VALIDATION_ERROR", lambda its: replace(its, body=b'{"overlap_seconds": -1}')),
    "Idempotency-Key": ("IDEMPOTENCY_KEY_REUSED", lambda its: replace(its, idempotency_key=TAKEN)),
    "object": ("NOT_FOUND", lambda its: replace(its, path="/v1/keys/key_0000000000/rotate")),
}
"""What each check of the list looks for: the code of its error, and how to make the mistake."""


@pytest.fixture(scope="module")
def told(site: Site) -> list[str]:
    """The checks as the errors page lists them."""
    text = " ".join(site.page("api-reference/errors.md").article.get_text().split())
    found = re.search(r"you get the first error in this order: (.+?)\.", text)
    assert found
    return found[1].split(", ")


def test_request_without_a_mistake_succeeds() -> None:
    assert Request().send().status == 201


def test_list_names_every_check(told: list[str]) -> None:
    assert sorted(told) == sorted(MISTAKES)


def test_each_mistake_hides_those_that_the_list_has_after_it(told: list[str]) -> None:
    came = []
    for start in range(len(told)):
        request = Request()
        for name in reversed(told[start:]):
            request = MISTAKES[name][1](request)
        came.append(request.send().code)
    assert came == [MISTAKES[name][0] for name in told]


def test_picture_has_the_errors_in_the_order_of_the_list(site: Site, told: list[str]) -> None:
    texts = site.page("getting-started/handling-errors.md").article.select("figure svg text.code.bad")
    shown = iter(re.findall(r"\d{3}", " ".join(text.get_text() for text in texts)))
    wanted = [STATUSES[MISTAKES[name][0]] for name in told]
    assert [status for status in wanted if status not in shown] == []
