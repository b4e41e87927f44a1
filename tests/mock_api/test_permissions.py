import pytest

from asrun.operation import Operation
from tests.mock_api.client import Client
from tests.openapi import OPERATIONS, RULES


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.security], ids=lambda each: each.id)
@pytest.mark.says(
    "Manage keys with a key that has the `admin` permission: create, list, rotate, and revoke them.",
    "Everything else requires the `admin` permission.",
    "`admin` includes the other three.",
    "The others don't include each other: a key that reads and writes needs both `read` and `write`.",
    "`read` includes `POST /v1/generate`, and generated text costs money.",
    "Generate text with the `webhook` key, or save a prompt with the `read` key.",
    "An operation's `security` lists the permission that the key needs: `read`, `write`, `admin`, or `webhook`.",
    "`admin` includes the others. They don't include each other.",
    "Generating text costs money, even with a key that only has the `read` permission.",
    "A key with only the `write` permission can save prompts but can't read them.",
    "If the list is empty, any valid key works.",
)
def test_operation_takes_the_permission_that_it_names_and_admin_alone(client: Client, operation: Operation) -> None:
    for permission in RULES.permissions:
        refused = client.perform(operation.id, key=permission).status == 403
        assert refused == (operation.scope not in (None, permission) and permission != "admin")
        client = Client()


@pytest.mark.says(
    "The API doesn't send CORS headers, so browsers block the response. That keeps your key out of web pages.",
    "Any other method gets a 405, including `OPTIONS`.",
    "There's no CORS, because a key in a browser isn't secret.",
)
def test_browser_is_not_told_that_it_may_read_a_response(client: Client) -> None:
    for method in ("GET", "OPTIONS"):
        reply = client.send(method, "/v1/me", [("origin", "https://example.com")])
        assert reply["Access-Control-Allow-Origin"] is None
    assert reply.status == 405
