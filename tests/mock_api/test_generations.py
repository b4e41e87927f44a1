import pytest

from mock_api.sandbox import KEPT_GENERATIONS
from tests.mock_api.client import HELLO, Client


def test_same_prompt_gets_the_same_text(client: Client) -> None:
    prompt = {"prompt": "Write a line about the sea.", "model": "gpt-4-turbo"}
    first, second = client.generate(prompt).data, client.generate(prompt).data
    assert first["id"] != second["id"]
    assert first["text"] == second["text"] != client.generate().data["text"]
    assert client.call("GET", f"/v1/generations/{first['id']}").data == first


@pytest.mark.parametrize(("tokens", "text"), [(1, "Hello"), (3, "Hello! How"), (9, "Hello! How can I help you today?")])
def test_text_has_at_most_max_tokens(client: Client, tokens: int, text: str) -> None:
    data = client.generate({**HELLO, "max_tokens": tokens}).data
    assert (data["text"], data["usage"]["completion_tokens"]) == (text, tokens)


def test_latest_generations_are_kept(client: Client) -> None:
    client.sandbox.limits.quota = 10**9
    for _ in range(KEPT_GENERATIONS - 1):
        client.generate()
    assert client.call("GET", "/v1/generations/gen_1234567890").status == 200
    client.generate()
    assert client.call("GET", "/v1/generations/gen_1234567890").status == 404


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        ({"promt": "Hi", "model": "gpt-4"}, ["prompt", "promt"]),
        ({"model": "gpt-5", "max_tokens": 0}, ["max_tokens", "model", "prompt"]),
        ({**HELLO, "max_tokens": True}, ["max_tokens"]),
        ({**HELLO, "max_tokens": 10**400}, ["max_tokens"]),
        ([HELLO], [""]),
    ],
)
def test_error_names_every_field_that_breaks_the_schema(client: Client, document: object, fields: list[str]) -> None:
    assert client.generate(document).invalid == fields
    assert client.generate(document, fields=[("idempotency-key", "a b")]).invalid == sorted(
        [*fields, "Idempotency-Key"]
    )
