import logging

import pytest

from mock_api import generations
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import Client
from tests.openapi import PATH


@pytest.mark.says("`HEAD` works wherever `GET` does.")
def test_head_is_get_without_the_body(client: Client) -> None:
    get, head = client.call("GET", "/v1/me"), client.call("HEAD", "/v1/me")
    assert (head.status, head.body, head["Content-Length"]) == (200, b"", str(len(get.body)))


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/me/", "//v1/me", "/v1/keys/"])
@pytest.mark.says(
    "If a path doesn't exist or has an extra slash, the response is a `404`.",
    "An unknown path or a path with an extra slash: 404. These two don't belong to one: `x-unrouted-responses`.",
    "No operation has this path.",
)
def test_path_that_does_not_exist_is_a_404(client: Client, path: str) -> None:
    assert client.call("GET", path).status == 404


def test_contract_is_sent_byte_for_byte_and_needs_no_key(client: Client) -> None:
    reply = client.send("GET", "/openapi.yaml", [("authorization", "")] * 2)
    assert (reply.body, reply["RateLimit"]) == (PATH.read_bytes(), None)


def test_failure_is_a_500_that_tells_no_details(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> tuple[str, int]:
        raise LookupError(SANDBOX_KEYS["read"])

    monkeypatch.setattr(generations, "write", fail)
    with caplog.at_level(logging.ERROR):
        reply = client.generate()
    assert (reply.status, reply.code, client.violations) == (500, "INTERNAL_ERROR", ["internal_error"])
    assert "LookupError" not in reply.body.decode()
    assert "LookupError" in caplog.text
    assert SANDBOX_KEYS["read"][12:] not in caplog.text
