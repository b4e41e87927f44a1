from typing import Any

import pytest

from tests.asgi import JSON
from tests.asrun.default.client import Client

OPEN = {"type": "object", "properties": {"a": {"type": "integer"}}}
TREE = {"$ref": "#/components/tree"}
CHOICE = {"anyOf": [OPEN, {"properties": {"b": {"type": "array", "items": OPEN}}, "required": ["b"]}]}


def posting(schema: object) -> Client:
    tree = {"properties": {"kids": {"type": "array", "items": TREE}}}
    body = {"content": {"application/json": {"schema": schema}}}
    paths = {"/": {"post": {"operationId": "op", "requestBody": body, "responses": {"200": {}}}}}
    return Client({"paths": paths, "components": {"tree": tree}})


@pytest.mark.parametrize(
    ("schema", "document", "unknown"),
    [
        (OPEN, {"a": 1, "max_outputtokens": 2}, ["max_outputtokens"]),
        (CHOICE, {"b": [{"a": 1}, {"c": 1}], "d": 1}, ["b[1].c", "d"]),
        ({"allOf": [OPEN, CHOICE]}, {"a": 1, "b": []}, []),
        (TREE, {"kids": [{"kids": [], "kid": 1}]}, ["kids[0].kid"]),
        (True, {"x": 1}, []),
        ({**OPEN, "additionalProperties": True}, {"x": 1}, []),
        ({"additionalProperties": OPEN}, {"x": {"a": 1, "b": 2}}, ["x.b"]),
        ({"anyOf": [OPEN, {"type": "object"}]}, {"x": 1}, []),
        ({"anyOf": [OPEN, {"required": ["a"]}]}, {"a": 1, "x": 1}, ["x"]),
        ({"patternProperties": {"^x-": {}}}, {"x-a": 1, "y": 1}, ["y"]),
        ({**OPEN, "discriminator": {"propertyName": "a"}}, {"x": 1}, []),
    ],
)
def test_field_that_no_schema_knows_is_a_violation(schema: object, document: Any, unknown: list[str]) -> None:
    client = posting(schema)
    assert client.send("POST", "/", document).status == 200
    told = [(each.name, each.detail) for each in client.exchange.violations]
    assert told == [("unknown_body_field", f"no schema of POST / (op) knows the field {name}") for name in unknown]


def test_field_that_is_refused_is_no_violation_too() -> None:
    client = posting({**OPEN, "additionalProperties": False})
    assert (client.send("POST", "/", {"x": 1}).status, client.violations) == (422, [])


@pytest.mark.parametrize(("kind", "status"), [("tree", 200), ("bush", 422)])
def test_form_is_the_one_that_a_discriminator_maps(kind: str, status: int) -> None:
    client = posting({"anyOf": [TREE], "discriminator": {"propertyName": "is", "mapping": {"tree": TREE["$ref"]}}})
    assert client.send("POST", "/", {"is": kind, "kids": []}).status == status


@pytest.mark.parametrize(
    ("asked", "fields", "body", "violation"),
    [
        ("GET /v2/pets?limit=1&limit=2", [], b"", "duplicate_query_parameter"),
        ("GET /v2/pets?access_token=x", [], b"", "key_in_query"),
        ("GET /v2/pets", [("host", "us.pets.example.com:443")], b"", None),
        ("GET /v2/pets", [("host", "pets.example.com")], b"", "wrong_host"),
        ("GET /v2/pets", [("host", "eu.pets.example.com")] * 2, b"", "doubled_host"),
        ("GET /v2/pets", [("accept", "text/html")], b"", "response_not_accepted"),
        ("GET /v2/pets", [("accept", "text/html, application/*;q=0.1")], b"", None),
        ("POST /v2/pets", [JSON], b'{"kind": "cat", "name": "Mia", "name": "Tom"}', "duplicate_json_key"),
        ("POST /v2/pets", [], b'{"kind": "cat", "name": "Mia"}', "body_without_content_type"),
    ],
)
def test_what_a_good_example_does_not_do_is_a_violation(
    asked: str, fields: list[tuple[str, str]], body: bytes, violation: str | None
) -> None:
    client = Client("pets.yaml")
    method, target = asked.split()
    assert client.send(method, target, None, *fields, body=body).status < 300
    assert client.violations == ([violation] if violation else [])
