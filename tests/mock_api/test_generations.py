import pytest

from mock_api.sandbox import KEPT_GENERATIONS
from tests.mock_api.client import HELLO, Client


def test_the_first_generation_is_a_greeting(client: Client) -> None:
    reply = client.generate()
    assert reply.status == 200
    assert reply.data == {
        "id": reply.data["id"],
        "model": "gpt-4",
        "text": "Hello! How can I help you today?",
        "created_at": "2026-01-01T12:00:00Z",
        "usage": {"prompt_tokens": 4, "completion_tokens": 9},
    }


def test_the_same_prompt_gets_the_same_text(client: Client) -> None:
    prompt = {"prompt": "Write a line about the sea.", "model": "gpt-4-turbo"}
    first, second = client.generate(prompt).data, client.generate(prompt).data
    assert first["id"] != second["id"]
    assert first["text"] == second["text"] != "Hello! How can I help you today?"


@pytest.mark.parametrize(
    ("max_tokens", "text"), [(1, "Hello"), (3, "Hello! How"), (9, "Hello! How can I help you today?")]
)
def test_a_text_has_at_most_max_tokens(client: Client, max_tokens: int, text: str) -> None:
    data = client.generate({**HELLO, "max_tokens": max_tokens}).data
    assert (data["text"], data["usage"]["completion_tokens"]) == (text, max_tokens)


def test_a_generation_can_be_read_again(client: Client) -> None:
    data = client.generate().data
    assert client.call("GET", f"/v1/generations/{data['id']}").data == data


def test_an_unknown_generation_is_not_found(client: Client) -> None:
    assert client.call("GET", "/v1/generations/gen_0000000000").status == 404


def test_generations_belong_to_a_mode(client: Client) -> None:
    _, live = client.sandbox.keys.issue("Live", "live", ["read"])
    assert client.call("GET", "/v1/generations/gen_1234567890", key=live).status == 404
    generation = client.generate(key=live).data
    assert client.call("GET", f"/v1/generations/{generation['id']}").status == 404


def test_the_latest_generations_are_kept(client: Client) -> None:
    client.sandbox.limits.quota = 10**9
    for _ in range(KEPT_GENERATIONS):
        client.generate()
    assert client.call("GET", "/v1/generations/gen_1234567890").status == 404


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        ({}, ["prompt", "model"]),
        ({"prompt": "Hi"}, ["model"]),
        ({"prompt": "", "model": "gpt-4"}, ["prompt"]),
        ({"prompt": "Hi", "model": "gpt-5"}, ["model"]),
        ({"promt": "Hi", "model": "gpt-4"}, ["prompt", "promt"]),
        ({**HELLO, "max_tokens": 0}, ["max_tokens"]),
        ({**HELLO, "max_tokens": 4097}, ["max_tokens"]),
        ({**HELLO, "max_tokens": "9"}, ["max_tokens"]),
        ({**HELLO, "max_tokens": True}, ["max_tokens"]),
        ({**HELLO, "max_tokens": 10**400}, ["max_tokens"]),
        ([HELLO], [""]),
        ("Hi", [""]),
    ],
)
def test_a_body_that_breaks_the_schema_is_refused(client: Client, document: object, fields: list[str]) -> None:
    reply = client.generate(document)
    assert (reply.status, reply.code) == (422, "VALIDATION_ERROR")
    assert sorted(error["field"] for error in reply.error["details"]["errors"]) == sorted(fields)


def test_every_letter_is_welcome(client: Client) -> None:
    assert client.generate({"prompt": "Grüße, \U0001f30d! \x00", "model": "gpt-4"}).status == 200
