import pytest

from tests.mock_api.client import Client

NEW = {"name": "Moon", "text": "Say hello to the moon."}


def test_a_new_prompt_says_where_it_is(client: Client) -> None:
    reply = client.call("POST", "/v1/prompts", NEW, key="write")
    assert (reply.status, reply["Location"]) == (201, f"/v1/prompts/{reply.data['id']}")
    assert reply.data == {
        "id": reply.data["id"],
        **NEW,
        "created_at": "2026-01-01T12:00:00Z",
        "updated_at": "2026-01-01T12:00:00Z",
    }
    assert client.call("GET", f"/v1/prompts/{reply.data['id']}").data == reply.data


def test_a_change_leaves_the_other_fields(client: Client) -> None:
    client.sandbox.clock.advance(60)
    reply = client.call("PATCH", "/v1/prompts/prompt_1234567890", {"text": "Say hello."}, key="write")
    assert reply.data == {
        "id": "prompt_1234567890",
        "name": "Greeting",
        "text": "Say hello.",
        "created_at": "2026-01-01T12:00:00Z",
        "updated_at": "2026-01-01T12:01:00Z",
    }
    assert client.call("GET", "/v1/prompts/prompt_1234567890").data == reply.data


def test_a_deleted_prompt_is_gone(client: Client) -> None:
    reply = client.call("DELETE", "/v1/prompts/prompt_1234567890", key="write")
    assert (reply.status, reply.body) == (204, b"")
    assert client.call("GET", "/v1/prompts/prompt_1234567890").status == 404
    assert client.call("PATCH", "/v1/prompts/prompt_1234567890", NEW, key="write").status == 404
    assert client.call("DELETE", "/v1/prompts/prompt_1234567890", key="write").status == 404


@pytest.mark.parametrize(
    ("method", "path", "document", "field"),
    [
        ("POST", "/v1/prompts", {"name": "Moon"}, "text"),
        ("POST", "/v1/prompts", {**NEW, "txet": ""}, "txet"),
        ("POST", "/v1/prompts", {**NEW, "name": "x" * 101}, "name"),
        ("PATCH", "/v1/prompts/prompt_1234567890", {}, ""),
        ("PATCH", "/v1/prompts/prompt_1234567890", {"txet": ""}, "txet"),
        ("PATCH", "/v1/prompts/prompt_0000000000", {"name": None}, "name"),
    ],
)
def test_a_prompt_that_breaks_the_schema_is_refused(
    client: Client, method: str, path: str, document: object, field: str
) -> None:
    reply = client.call(method, path, document, key="write")
    assert (reply.status, reply.code) == (422, "VALIDATION_ERROR")
    assert [error["field"] for error in reply.error["details"]["errors"]] == [field]


def test_a_list_comes_in_pages(client: Client) -> None:
    for number in range(4):
        client.call("POST", "/v1/prompts", {**NEW, "name": f"{number}"}, key="write")
    names = []
    target = "/v1/prompts?limit=2"
    while True:
        document = client.call("GET", target).document
        names.append([prompt["name"] for prompt in document["data"]])
        if document["next_cursor"] is None:
            break
        target = f"/v1/prompts?limit=2&cursor={document['next_cursor']}"
    assert names == [["3", "2"], ["1", "0"], ["Greeting"]]
    assert client.violations == []


def test_a_page_has_twenty_items_unless_told(client: Client) -> None:
    for number in range(20):
        client.call("POST", "/v1/prompts", {**NEW, "name": f"{number}"}, key="write")
    document = client.call("GET", "/v1/prompts").document
    assert (len(document["data"]), document["next_cursor"]) == (20, "cur_0000000001")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=", "limit"),
        ("limit=2.0", "limit"),
        ("limit=+2", "limit"),
        ("limit=²", "limit"),
        ("limit=1" + "0" * 5000, "limit"),
        ("cursor=", "cursor"),
        ("cursor=20", "cursor"),
        ("cursor=cur_0000000020%0A", "cursor"),
    ],
)
def test_a_page_that_cannot_be_is_refused(client: Client, query: str, field: str) -> None:
    reply = client.call("GET", f"/v1/prompts?{query.encode().decode('latin-1')}")
    assert (reply.status, reply.code) == (422, "VALIDATION_ERROR")
    assert [error["field"] for error in reply.error["details"]["errors"]] == [field]


def test_prompts_belong_to_a_mode(client: Client) -> None:
    _, live = client.sandbox.keys.issue("Live", "live", ["admin"])
    assert client.call("GET", "/v1/prompts", key=live).data == []
    assert client.call("GET", "/v1/prompts/prompt_1234567890", key=live).status == 404


def test_prompts_belong_to_the_account(client: Client) -> None:
    client.call("POST", "/v1/prompts", NEW, key="admin")
    assert len(client.call("GET", "/v1/prompts", key="read").data) == 2
