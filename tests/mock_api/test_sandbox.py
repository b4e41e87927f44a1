from random import Random

import pytest

from mock_api.clock import Clock
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS, Sandbox
from tests.mock_api.client import Client


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("admin", "/v1/keys/key_4821093756"),
        ("read", "/v1/prompts/prompt_1234567890"),
        ("read", "/v1/generations/gen_1234567890"),
    ],
)
def test_the_fixed_objects_are_there(client: Client, key: str, path: str) -> None:
    assert client.call("GET", path, key=key).data["id"] == path.rpartition("/")[2]


def test_the_fixed_webhook_is_there(client: Client) -> None:
    assert [each["id"] for each in client.call("GET", "/v1/webhooks", key="webhook").data] == ["webhook_1234567890"]


def test_the_published_keys_have_the_published_ids(sandbox: Sandbox) -> None:
    found = {name: sandbox.keys.find(secret) for name, secret in SANDBOX_KEYS.items()}
    assert {name: key.id for name, key in found.items() if key} == KEY_IDS


def test_there_is_a_key_for_each_behaviour() -> None:
    assert list(SANDBOX_KEYS) == [
        "read",
        "write",
        "admin",
        "webhook",
        "revoked",
        "expired",
        "limited",
        "busy",
        "unavailable",
    ]


def test_two_runs_go_alike(app: object, client: Client) -> None:
    del app
    first = [
        client.generate().data["id"],
        client.call("POST", "/v1/prompts", {"name": "a", "text": "b"}, key="write").data,
    ]
    other = Client(client.app, Sandbox(Clock(), Random(0), lambda: 0.0))
    second = [
        other.generate().data["id"],
        other.call("POST", "/v1/prompts", {"name": "a", "text": "b"}, key="write").data,
    ]
    assert first == second


def test_two_runs_share_nothing(client: Client) -> None:
    other = Client(client.app, Sandbox(Clock(), Random(1), lambda: 0.0))
    generation = client.generate().data["id"]
    client.call("DELETE", "/v1/prompts/prompt_1234567890", key="write")
    assert other.call("GET", f"/v1/generations/{generation}").status == 404
    assert other.call("GET", "/v1/prompts/prompt_1234567890").status == 200
    assert len(other.sandbox.journal.exchanges) == 2
