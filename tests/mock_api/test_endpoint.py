import json
import logging

import pytest

from mock_api import generations
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import HELLO, JSON, Client
from tests.openapi import PATH

READ = ("authorization", f"Bearer {SANDBOX_KEYS['read']}")
PATHS = ["/", "/v1", "/v1/generate/", "/v1//generate", "//v1/generate", "/v1/generate\n", "/V1/generate", "*", ""]


@pytest.mark.parametrize("path", PATHS)
def test_wrong_path_is_not_found(client: Client, path: str) -> None:
    reply = client.send("POST", path, [READ, JSON], json.dumps(HELLO).encode())
    assert (reply.status, reply.code) == (404, "NOT_FOUND")


@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "get"])
@pytest.mark.parametrize(("path", "allow"), [("/v1/generate", "POST"), ("/v1/keys", "GET, HEAD, POST")])
def test_other_method_is_not_allowed(client: Client, method: str, path: str, allow: str) -> None:
    reply = client.send(method, path)
    assert (reply.status, reply.code, reply["Allow"]) == (405, "METHOD_NOT_ALLOWED", allow)


@pytest.mark.parametrize("path", ["/v1/me", "/v1/generations/gen_0000000000", "/health", "/openapi.yaml"])
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    get, head = client.call("GET", path), client.call("HEAD", path)
    assert (head.status, head.body, head["Content-Type"]) == (get.status, b"", get["Content-Type"])
    assert head["Content-Length"] == str(len(get.body))


def test_each_response_has_an_id_of_its_own(client: Client) -> None:
    replies = [client.generate(), client.send("GET", "/"), client.send("GET", "/v1/me"), client.call("PUT", "/v1/me")]
    assert len({reply["X-Request-Id"] for reply in replies}) == len(replies)


def test_contract_is_sent_byte_for_byte_and_needs_no_key(client: Client) -> None:
    reply = client.send("GET", "/openapi.yaml", [("authorization", ""), ("authorization", "")])
    assert (reply["Content-Type"], reply["RateLimit"]) == ("application/yaml", None)
    assert reply.body == PATH.read_bytes()


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
    monkeypatch.undo()
    assert client.generate().status == 200


def test_no_secret_is_journaled_or_repeated_in_an_error(client: Client) -> None:
    created = client.call("POST", "/v1/keys", {"name": "a", "permissions": ["read"]}, key="admin").data["secret"]
    document = {"url": "https://example.com", "events": ["key.created"]}
    hook = client.call("POST", "/v1/webhooks", document, key="webhook").data["secret"]
    client.call("GET", f"/v1/{created}?key={created}", key=created, fields=[("x-api-key", created)])
    body = f'{{"\\ud800{created}": 1, "\\ud800{created}": 2}}'.encode()
    assert client.send("POST", "/v1/generate", [("authorization", f"Bearer {created}"), JSON], body).status == 400
    assert client.violations == ["key_in_body", "duplicate_json_key"]
    reply = client.generate({"prompt": "Hi", "model": created, created: 1})
    written = repr(list(client.sandbox.journal.exchanges)) + repr(reply)
    assert "ak_test_" in written
    assert [secret for secret in (*SANDBOX_KEYS.values(), created, hook) if secret[16:] in written] == []


def test_exchange_is_journaled_as_it_was_sent(client: Client) -> None:
    fields = [("x-a", "1"), ("x-a", "2\xf6"), JSON]
    reply = client.send("POST", "/v1/generate?a=%20b", fields, b"{}", raw_path=b"/v1/gener%61te")
    request, response = client.exchange.request, client.exchange.response
    assert (request.method, request.path, request.query) == ("POST", "/v1/generate", "a=%20b")
    assert (request.target, request.fields, request.body) == ("/v1/gener%61te?a=%20b", fields, b"{}")
    assert (response.status, response.fields, response.body) == (401, reply.fields, reply.body)
