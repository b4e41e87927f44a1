from typing import Any

import pytest

from tests.asrun.default.client import Client

JSON, PROBLEM = "application/json", "application/problem+json"
SEARCH = "/api/search/1/.1/;shade=1?token=secret-of-mine"
NOTE = "/v1/notes/7f1a3c52-0c56-4f1c-9a51-5f1f0c9d1e10"


@pytest.mark.parametrize(
    ("contract", "target", "expected"),
    [
        ("pets.yaml", "/v2/pets?limit=1", [{"kind": "cat", "lives": 1, "id": 1, "name": "text", "tag": "text"}]),
        ("notes.yaml", NOTE, {"data": {"id": NOTE[10:], "title": "Groceries", "size": [1, "cm"]}}),
        ("files.yaml", "/files/file-0000/content", b"{}"),
        ("files.yaml", "/events", b"event: started\ndata: text\n\n"),
    ],
)
def test_response_is_an_example_else_made_of_the_schema(contract: str, target: str, expected: Any) -> None:
    client = Client(contract)
    reply = client.send("GET", target)
    assert (reply.status, client.violations) == (200, [])
    assert (reply.body if isinstance(expected, bytes) else reply.document) == expected


@pytest.mark.parametrize(
    ("contract", "asked", "body", "expected"),
    [
        ("pets.yaml", "GET /v2/pets?limit=0", None, (422, JSON, "limit must be more than 0")),
        ("pets.yaml", "GET /v2/pets/x", None, (404, JSON, "petId must be an integer")),
        ("pets.yaml", "GET /v2/cats", None, (404, PROBLEM, "the contract has no path /v2/cats")),
        ("pets.yaml", "GET /v2/pet", None, (404, PROBLEM, "the contract has no path /v2/pet, but /v2/pets")),
        ("pets.yaml", "PUT /v2/pets", None, (405, PROBLEM, "/v2/pets has no operation PUT, only GET, HEAD, POST")),
        ("files.yaml", "POST /files", {}, (415, PROBLEM, "the body is application/json, not multipart/form-data")),
        ("files.yaml", "GET /files/x/content", None, (404, PROBLEM, "id must match ^file-[0-9]{4}$")),
        ("search.json", f"GET {SEARCH}&level=3", None, (400, JSON, "level must be one of 1, 2, null")),
        ("jobs.yaml", "POST /jobs", {"model": "huge"}, (422, JSON, "model must be one of small, large")),
        ("jobs.yaml", "POST /jobs", None, (422, JSON, "the body is required")),
        ("jobs.yaml", "GET /jobs/x", None, (404, None, "job_id must match ^job_[A-Za-z]{6}$")),
    ],
)
def test_refusal_is_as_the_operation_documents_it_else_problem_details(
    contract: str, asked: str, body: Any, expected: tuple[int, str | None, str]
) -> None:
    client = Client(contract)
    method, target = asked.split()
    reply = client.send(method, target, body)
    assert (reply.status, reply["content-type"], client.exchange.reason) == expected
    assert contract in ("jobs.yaml", "search.json") or expected[2] in reply.body.decode()
    assert expected[1] != PROBLEM or reply.document["status"] == reply.status


def test_undocumented_refusal_of_a_field_is_a_422_that_names_it() -> None:
    parameter = {"name": "n", "in": "query", "schema": {"type": "integer"}}
    client = Client({"paths": {"/": {"get": {"parameters": [parameter], "responses": {"200": {}}}}}})
    reply = client.send("GET", "/?n=x")
    assert (reply.status, reply.document["errors"]) == (422, [{"field": "n", "message": "must be an integer"}])
    assert client.send("GET", "/?n=1").status == 200


def test_operation_that_cannot_be_mocked_is_named_and_the_others_work() -> None:
    outside = {"content": {"application/json": {"schema": {"$ref": "other.yaml#/x"}}}}
    broken = {"content": {"application/json": {"schema": {"pattern": "("}}}}
    nowhere = {"$ref": "#/components/gone"}
    in_xml: dict[str, Any] = {"content": {"application/xml": {"schema": {"properties": {"a": {}}}}}}
    paths = {
        "/a": {"get": {"operationId": "a", "responses": {"200": outside}}},
        "/b": {"get": {"operationId": "b", "responses": {"200": broken}}},
        "/c": {"get": {"operationId": "c", "security": [{"tls": []}, {"gone": []}], "responses": {"200": {}}}},
        "/d": {"get": {"operationId": "d", "responses": {"200": in_xml}}},
        "/e": {"parameters": [nowhere], "post": {"requestBody": nowhere, "responses": {"200": nowhere}}},
        "/f": {"get": {"responses": {"200": nowhere}}},
    }
    schemes = {"tls": {"type": "mutualTLS"}, "gone": nowhere}
    client = Client({"paths": paths, "components": {"securitySchemes": schemes}})
    assert client.api.limits == [
        "GET /a (a): it refers to other.yaml#/x, which is outside of the contract",
        "POST /e: it refers to #/components/gone, which it does not have",
        "GET /f: it refers to #/components/gone, which it does not have",
        "GET /c (c): its security tls (mutualTLS) is not checked",
        "GET /c (c): its security gone is defined nowhere, and not checked",
    ]
    replies = [(client.send("GET", path).status, client.violations) for path in ("/a", "/b", "/c", "/d")]
    assert replies == [
        (200, ["contract_has_gap"]),
        (501, ["contract_unusable"]),
        (200, []),
        (501, ["contract_unusable"]),
    ]
    assert (client.send("POST", "/e?n=1", {"a": 1}).status, client.violations) == (200, ["contract_has_gap"])
    assert (client.send("GET", "/f?n=1").status, client.violations[1:]) == (200, ["unknown_query_parameter"])
    client.send("GET", "/d")
    assert client.exchange.violations[0].detail.startswith("GET /d (d): its response in application/xml needs an ex")
    assert client.send("GET", "/b").document["detail"].startswith("GET /b (b): has a schema that cannot be used")


def test_response_is_one_that_the_contract_alone_can_make() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}}
    content = {"application/xml": {"schema": schema}, "application/json": {"schema": schema, "example": '{"a": 1}'}}
    of_all = {"200": {"content": content}, "default": {"content": {"text/plain": {}}}}
    only_errors: dict[str, Any] = {"405": {"description": "Invalid input"}}
    client = Client({"paths": {"/a": {"get": {"responses": of_all}, "post": {"responses": only_errors}}}})
    assert (client.send("GET", "/a").document, client.violations) == ({"a": 1}, [])
    assert client.send("GET", "/a", None, ("accept", "application/xml")).status == 501
    assert (client.send("POST", "/a").status, client.violations) == (200, [])


def test_paths_that_differ_in_the_names_of_their_parameters_are_one() -> None:
    def operation(name: str) -> Any:
        parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string", "enum": [name]}}
        return {"parameters": [parameter], "responses": {"204": {"content": {"application/json": {}}}}}

    of_files = {"get": operation("file"), "post": operation("file")}
    client = Client({"paths": {"/a/{id}": {"get": operation("id")}, "/a/{file}": of_files}})
    assert [client.send(*asked).status for asked in (("GET", "/a/id"), ("POST", "/a/file"))] == [204, 204]
    assert client.api.limits == ["GET /a/{file}: requests to it are for GET /a/{id}"]


def test_error_that_a_run_asks_for_is_marked_whatever_the_contract_says() -> None:
    client = Client("jobs.yaml")
    reply = client.send("POST", "/jobs", error=503)
    assert (reply.status, reply["retry-after"], reply["content-type"]) == (503, "1", PROBLEM)
    assert client.exchange.injected


def test_keys_are_masked_by_their_names() -> None:
    client = Client("files.yaml")
    client.send("GET", "/events?x=secret-of-mine")
    assert client.exchange.request.query == "x={key}"
    assert dict(client.exchange.request.fields)["authorization"] == "Basic {basic}"


def test_header_fields_of_a_response_are_those_of_a_last_page_and_lists_have_commas() -> None:
    tags = {"schema": {"type": "array", "minItems": 2, "items": {"type": "integer", "minimum": 1}}}
    responses = {
        "200": {"description": "", "headers": {"X-Tags": tags, "X-Next-Page": {"schema": {"type": "integer"}}}}
    }
    client = Client({"openapi": "3.1.0", "paths": {"/": {"get": {"responses": responses}}}})
    reply = client.send("GET", "/")
    assert (reply["X-Tags"], reply["X-Next-Page"]) == ("1,2", None)
