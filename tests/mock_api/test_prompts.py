"""Prompts, and with them what all collections share: pages, and the two modes of an account."""

import pytest

from tests.mock_api.client import Client

NEW = {"name": "Moon", "text": "Say hello to the moon."}


def names(client: Client, query: str) -> tuple[list[str], str | None]:
    document = client.call("GET", f"/v1/prompts?{query}").document
    return [prompt["name"] for prompt in document["data"]], document["next_cursor"]


@pytest.mark.says(
    "When the prompt was last updated.", "Changes the fields that you send and leaves the others as they are."
)
def test_change_leaves_the_other_fields(client: Client) -> None:
    client.sandbox.clock.advance(60)
    target = "/v1/prompts/prompt_1234567890"
    for change, expected in [({"text": "Hi."}, ("Greeting", "Hi.")), ({"name": "Hi"}, ("Hi", "Hi."))]:
        data = client.call("PATCH", target, change, key="write").data
        assert (data["name"], data["text"], data["created_at"], data["updated_at"]) == (
            *expected,
            "2026-01-01T12:00:00Z",
            "2026-01-01T12:01:00Z",
        )
        assert client.call("GET", target).data == data


@pytest.mark.says(
    "Where the page starts: the `next_cursor` of the previous page.",
    "Where the next page of a list starts, or `null` on the last page.",
    "After the end of the list, the page is empty.",
)
def test_list_comes_in_pages_newest_first_whatever_comes_and_goes(client: Client) -> None:
    created = [client.call("POST", "/v1/prompts", {**NEW, "name": str(n)}, key="admin").data["id"] for n in range(20)]
    page, cursor = names(client, "")
    assert (page, cursor) == ([str(n) for n in range(19, -1, -1)], "cur_0000000001")
    page, cursor = names(client, "limit=18")
    client.call("DELETE", f"/v1/prompts/{created[1]}", key="write")
    client.call("POST", "/v1/prompts", NEW, key="write")
    assert names(client, f"limit=1&cursor={cursor}") == (["0"], "cur_0000000001")
    assert names(client, "limit=1&cursor=cur_0000000001") == (["Greeting"], None)
    assert names(client, "cursor=cur_0000000000") == ([], None)


@pytest.mark.parametrize(
    "query",
    [f"limit={text}" for text in ("", "2.0", "+2", "01", "1_0", "\xb2", "1" + "0" * 5000)]
    + ["cursor=cur_0000000020%0A"],
)
@pytest.mark.says("The limit is out of range, or the cursor is malformed.")
def test_query_that_cannot_be_is_refused(client: Client, query: str) -> None:
    assert client.call("GET", f"/v1/prompts?{query}").invalid == [query.partition("=")[0]]


@pytest.mark.parametrize("name", ["createPrompt", "createKey", "rotateKey", "createWebhook"])
@pytest.mark.says(
    "This response is the only one that contains the key's `secret`, so store it right away.",
    "Creates a key of your key's mode. The only one that contains its secret, so store it right away.",
    "Creates a webhook that sends events to your URL. The only one with the signing secret, so store it right away.",
    "No later response contains the new secret, so store it right away.",
    "Tells caches not to store the response, because it contains a secret.",
)
def test_what_is_created_heads_its_list_and_shows_its_secret_once(client: Client, name: str) -> None:
    reply = client.perform(name)
    collection, _, created = str(reply["Location"]).rpartition("/")
    shown = {name: value for name, value in reply.data.items() if name != "secret"}
    assert created == shown["id"]
    assert reply["Cache-Control"] == (None if shown == reply.data else "no-store")
    assert client.call("GET", collection, key="admin").data[0] == shown


@pytest.mark.parametrize("name", ["getGeneration", "getPrompt", "updatePrompt", "deletePrompt", "testWebhook"])
@pytest.mark.says(
    "A key that starts with `ak_test_` never touches live data, one that starts with `ak_live_` never test data.",
    "For those of the other mode, the response is a `404`.",
    "Whether the key works with test data or live data. Its prefix shows `ak_test_` or `ak_live_`.",
    "The path doesn't exist, it was deleted, or of the other mode: test keys can't see live ones.",
    "Any key of the same mode in your account can access them.",
    "A test key can't touch live data, whatever bugs your code has.",
    "The resource doesn't exist in the account and mode of the key.",
)
def test_other_mode_has_objects_of_its_own(client: Client, name: str) -> None:
    _, live = client.sandbox.keys.issue("Live", "live", ["admin"])
    assert client.perform(name, key=live).status == 404
    assert client.perform("listPrompts", key=live).data == client.perform("listWebhooks", key=live).data == []
    assert client.perform(name).status < 300
