from typing import Any

import pytest

from tests.asrun.default.client import Client

MERGE = ("content-type", "application/merge-patch+json")


def test_what_is_created_can_be_read_listed_changed_and_deleted() -> None:
    client = Client("pets.yaml")
    made = client.send("POST", "/v2/pets", {"kind": "dog", "name": "Rex", "weight": 1.5, "chip": "secret"})
    path = str(made["location"])
    rex = {"id": 2, "kind": "dog", "name": "Rex", "tag": "text", "weight": 1.5}
    assert (made.status, made.document, path) == (201, rex, "/v2/pets/2")
    assert client.send("GET", path).document == rex
    assert client.send("PATCH", path, None, MERGE, body=b'{"tag": null}').document == {**rex, "tag": None}
    assert "weight" not in client.send("PATCH", path, None, MERGE, body=b'{"weight": null}').document
    assert [each["name"] for each in client.send("GET", "/v2/pets").document] == ["text", "Rex"]
    assert client.send("POST", "/v2/pets", {"kind": "cat", "name": "Mia"}).document["id"] == 3
    assert client.send("DELETE", path).status == 204
    assert [client.send(method, path).status for method in ("GET", "DELETE")] == [404, 404]
    assert [each["id"] for each in client.send("GET", "/v2/pets").document] == [1, 3]
    client.restart()
    assert client.send("GET", path).status == 200


def test_resource_in_an_envelope_is_replaced_by_put() -> None:
    client = Client("notes.yaml")
    first, second = (client.send("POST", "/v1/notes", {"title": title}).document["data"] for title in "ab")
    assert first["id"] != second["id"]
    client.send("PUT", f"/v1/notes/{first['id']}", {"title": "c", "size": [2, "in"]})
    titles = [client.send("GET", f"/v1/notes/{each['id']}").document["data"]["title"] for each in (first, second)]
    assert titles == ["c", "b"]
    assert [each["title"] for each in client.send("GET", "/v1/notes").document["data"]][1:] == titles


@pytest.mark.parametrize(
    "taken", [{"type": "string", "format": "uuid"}, {"type": "string", "pattern": "^US[0-9]{4}$"}, {"type": "integer"}]
)
def test_id_of_what_is_created_is_one_that_its_path_takes(taken: Any) -> None:
    schema = {"type": "object", "required": ["itemID"], "properties": {"itemID": {"type": "string", "example": "7"}}}
    operation = {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}
    parameters = [{"name": "ItemId", "in": "path", "required": True, "schema": taken}]
    client = Client({"paths": {"/x": {"post": operation}, "/x/{ItemId}": {"get": operation, "parameters": parameters}}})
    made = [client.send("POST", "/x").document["itemID"] for _ in range(2)]
    assert [client.send("GET", f"/x/{each}").document["itemID"] for each in made] == made
    assert len({*made}) == 2


@pytest.mark.parametrize("given", [None, [], "text", {"x": 1}, [{"x": 1}]])
def test_response_without_an_id_is_left_as_it_is(given: Any) -> None:
    responses = {"200": {"content": {"application/json": {"example": given}}}}
    operation = {"responses": responses, "requestBody": {"content": {"application/json": {}}}}
    paths = {"/x": {"post": operation, "get": operation}, "/x/{id}": {"get": operation, "delete": operation}}
    client = Client({"paths": paths})
    for method, target in (("POST", "/x"), ("GET", "/x"), ("GET", "/x/1"), ("DELETE", "/x/1")):
        reply = client.send(method, target, {"y": 1} if method == "POST" else None)
        assert (reply.status, client.violations, given is None or reply.document == given) == (200, [], True)


def test_post_to_one_resource_is_an_action_that_changes_no_id() -> None:
    responses = {"200": {"content": {"application/json": {"example": {"id": "run_1"}}}}}
    client = Client({"paths": {"/jobs/{id}": {"post": {"responses": responses}}}})
    assert client.send("POST", "/jobs/job_1").document == {"id": "run_1"}


def test_resource_that_only_put_reaches_is_remembered() -> None:
    responses = {"200": {"content": {"application/json": {"example": {"id": "1", "name": "text"}}}}}
    operation = {"responses": responses, "requestBody": {"content": {"application/json": {}}}}
    client = Client({"paths": {"/x": {"post": operation}, "/x/{id}": {"put": operation}}})
    made = client.send("POST", "/x", {"name": "a"})
    assert (made.document["name"], client.send("PUT", "/x/1", {"name": "b"}).document["name"]) == ("a", "b")
