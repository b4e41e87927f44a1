import json
import logging

import pytest
from starlette.types import ASGIApp

from mock_api import generations
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import HELLO, JSON, Client

READ = ("authorization", f"Bearer {SANDBOX_KEYS['read']}")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/generate",
        "/v1/generate/",
        "/v1//generate",
        "//v1/generate",
        "/v1/generate\n",
        "/V1/generate",
        "*",
        "",
    ],
)
def test_a_wrong_path_is_not_found(client: Client, path: str) -> None:
    reply = client.send("POST", path, [READ, JSON], json.dumps(HELLO).encode())
    assert (reply.status, reply.code) == (404, "NOT_FOUND")
    assert reply["Location"] is None


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/generate", "POST"),
        ("/v1/models", "GET, HEAD"),
        ("/v1/prompts/prompt_1234567890", "DELETE, GET, HEAD, PATCH"),
        ("/v1/keys", "GET, HEAD, POST"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "OPTIONS", "TRACE", "get", "BREW"])
def test_another_method_is_not_allowed(client: Client, method: str, path: str, allow: str) -> None:
    reply = client.send(method, path, [READ])
    assert (reply.status, reply.code, reply["Allow"]) == (405, "METHOD_NOT_ALLOWED", allow)


def test_no_browser_is_let_in(client: Client) -> None:
    fields = [("origin", "https://example.com"), ("access-control-request-method", "POST")]
    for method in ("OPTIONS", "POST"):
        reply = client.send(method, "/v1/generate", fields)
        assert not any(name.startswith("access-control-") for name, _ in reply.fields)


@pytest.mark.parametrize(
    "path", ["/v1/me", "/v1/prompts", "/v1/generations/gen_0000000000", "/health", "/openapi.yaml"]
)
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    get, head = client.call("GET", path), client.call("HEAD", path)
    assert (head.status, head.body) == (get.status, b"")
    assert (head["Content-Length"], head["Content-Type"]) == (str(len(get.body)), get["Content-Type"])
    assert {name for name, _ in head.fields} == {name for name, _ in get.fields}


def test_every_answer_has_an_id_of_its_own(client: Client) -> None:
    replies = [client.generate(), client.send("GET", "/"), client.send("GET", "/v1/me"), client.call("PUT", "/v1/me")]
    assert len({reply["X-Request-Id"] for reply in replies}) == len(replies)


def test_every_answer_is_json_of_the_length_it_says(client: Client) -> None:
    for reply in (client.generate(), client.send("GET", "/"), client.call("GET", "/v1/prompts")):
        assert reply["Content-Type"] == "application/json"
        assert reply["Content-Length"] == str(len(reply.body))


@pytest.mark.parametrize("name", ["host", "x-a", "accept", "user-agent", "content-length"])
def test_odd_fields_are_no_failure(client: Client, name: str) -> None:
    for value in ("", "\xff" * 10_000, "a, b", "-1", "\x01"):
        assert client.send("GET", "/v1/me", [READ, (name, value), (name, value)]).status == 200


def test_a_failure_is_a_500_without_details(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> tuple[str, int]:
        raise LookupError(SANDBOX_KEYS["read"])

    monkeypatch.setattr(generations, "write", fail)
    with caplog.at_level(logging.ERROR):
        reply = client.generate()
    assert (reply.status, reply.code) == (500, "INTERNAL_ERROR")
    assert reply["RateLimit"] is not None
    assert "LookupError" not in reply.body.decode()
    assert SANDBOX_KEYS["read"][12:] not in caplog.text
    assert client.violations == ["internal_error"]
    monkeypatch.undo()
    assert client.generate().status == 200


def test_an_answer_that_breaks_the_contract_is_a_500_and_named(
    client: Client, app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    del app, monkeypatch
    client.sandbox.accounts["test"].generations.add(
        generations.Generation("gen_0000000001", "gpt-4", "Hi", client.sandbox.clock.now(), -1, 1)
    )
    reply = client.call("GET", "/v1/generations/gen_0000000001")
    assert (reply.status, reply.code) == (500, "INTERNAL_ERROR")
    (violation,) = client.exchange.violations
    assert violation.name == "response_breaks_contract"
    assert "data.usage.prompt_tokens" in violation.detail
