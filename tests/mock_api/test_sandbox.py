import pytest
from starlette.types import ASGIApp

from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS
from tests.mock_api.client import Client, Reply
from tests.openapi import RULES

QUOTA, SECONDS = RULES.limit


@pytest.mark.parametrize(
    ("key", "first", "second"),
    [
        ("limited", (200, None, f'"default";r=2;t={SECONDS}'), (200, None, f'"default";r=1;t={SECONDS}')),
        ("busy", (429, "1", '"default";r=0;t=1'), (200, None, f'"default";r={QUOTA - 1};t={SECONDS}')),
        (
            "unavailable",
            (503, "1", f'"default";r={QUOTA - 1};t={SECONDS}'),
            (200, None, f'"default";r={QUOTA - 2};t={SECONDS}'),
        ),
    ],
)
def test_published_key_is_in_the_state_that_its_name_says(
    client: Client, key: str, first: tuple[object, ...], second: tuple[object, ...]
) -> None:
    def told(reply: Reply) -> tuple[object, ...]:
        return reply.status, reply["Retry-After"], reply["RateLimit"]

    assert [told(client.generate(key=key)), told(client.generate(key=key))] == [first, second]


def test_published_keys_have_the_published_ids(client: Client) -> None:
    found = {name: client.sandbox.keys.find(secret) for name, secret in SANDBOX_KEYS.items()}
    assert {name: key.id for name, key in found.items() if key} == KEY_IDS
    assert KEY_IDS["revoked"] == "key_1234567890"


def test_runs_go_alike_and_share_nothing(app: ASGIApp) -> None:
    def run() -> list[object]:
        client = Client(app)
        replies = [
            client.generate(),
            client.call("DELETE", "/v1/prompts/prompt_1234567890", key="write"),
            client.call("POST", "/v1/keys", {"name": "a", "permissions": ["read"]}, key="admin"),
        ]
        return [(reply.status, reply.fields, reply.body) for reply in replies]

    assert run() == run()
