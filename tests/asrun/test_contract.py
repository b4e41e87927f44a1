import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from asrun.contract import Contract, ContractError

VARIABLES = {"zone": {"enum": ["a", "b"]}, "version": {"default": "v1"}, "unset": None}
SERVERS = [
    {"url": "https://{zone}.example.com/{version}/", "variables": VARIABLES},
    {"url": "https://{tenant}.example.com:8443/v1"},
    {"url": "https://[b]/{"},
    {"url": "/v2"},
]


def document(schema: object = True, **more: Any) -> dict[str, Any]:
    media = {"application/json": {"schema": schema}}
    return {"paths": {"/x/{id}": {"get": {"responses": {200: {"content": media}}}}}, "components": more}


def messages(contract: Contract, value: object) -> list[str]:
    (operation,) = contract.operations.values()
    assert not operation.problem
    return [error["message"] for error in operation.responses["200"].content["application/json"].schema.check(value)]


FORMS = [
    {"properties": {"kind": {"const": "a"}, "n": {"type": "integer"}}},
    {"properties": {"kind": {"const": "b"}, "n": {"type": "null"}}},
]
NAMED = [{"$ref": "#/components/right"}, {"$ref": "#/components/left"}]


@pytest.mark.parametrize(
    ("schema", "good", "bad", "message"),
    [
        ({"$ref": "#/components/a~1b%20c", "maxLength": 1}, "a", "ab", "must have at most 1 character"),
        ({"$ref": "#/components/list/1/items"}, 1, "1", "must be an integer"),
        ({"$ref": "#/components/tree"}, {"kids": [{"kids": []}]}, {"kids": [{"kids": 1}]}, "must be an array"),
        ({"$ref": "#short"}, "a", 1, "must be a string"),
        ({"allOf": [{"$ref": "#/components/made"}, {"required": ["a", "b"]}]}, {"b": 1}, {"a": 1}, "is required"),
        ({"type": None, "enum": None, "minLength": 2}, "ab", "a", "must have at least 2 characters"),
        ({"items": {"$ref": "#/components/old"}}, [{"kid": {"kid": {}}}], [{"kid": {"kid": 1}}], "must be an object"),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, 2, 1, "must be more than 1"),
        ({"type": "string", "enum": ["a"], "nullable": True}, None, "b", "must be one of a, null"),
        ({"allOf": [{"type": "string"}], "nullable": True}, None, 1, "must have one of the documented forms"),
        ({"enum": [*range(12)]}, 11, 12, "must be one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, and 2 more"),
        ({"type": "integer", "format": "int32"}, 1, 2**31, "must be at most 2147483647"),
        ({"oneOf": [{"type": "string"}, *FORMS]}, {"kind": "a", "n": 1}, {"kind": "a", "n": "1"}, "must be an integer"),
        (
            {"discriminator": {"propertyName": "kind"}, "oneOf": NAMED},
            {"kind": "x"},
            {"kind": "left", "n": 1},
            "must be a string",
        ),
        ({"oneOf": [{}, {"type": "object"}]}, 1, {}, "must have one of the documented forms, and has several"),
        ({"multipleOf": 2, "not": {"const": 4}}, 2, 4, "must not have the form that is ruled out"),
        ({"required": ["a"], "properties": {"a": {"$ref": "#/components/secret"}}}, {}, [1], ""),
        ({"type": "file", "examples": {}, "$recursiveAnchor": True}, "anything", None, ""),
        ({"required": ["a", "a"]}, {"a": 1}, {}, "is required"),
        ({"type": ["array", "null"], "minItems": 2}, [1, 2], [1], "must have at least 2 items"),
        ({"type": ["null", "object"], "uniqueItems": True}, {}, [], "must be an object or null"),
        ({"pattern": "^.{0,262144}$", "maxLength": 1}, "a", "ab", "must have at most 1 character"),
        ({"pattern": "^{a}$", "maxLength": 1}, "a", "ab", "must have at most 1 character"),
    ],
)
def test_schema_means_what_openapi_says(schema: object, good: object, bad: object, message: str) -> None:
    old = {"$recursiveAnchor": True, "type": "object", "properties": {"kid": {"$recursiveRef": "#"}}}
    tree = {"properties": {"kids": {"type": "array", "items": {"$ref": "#/components/tree"}}}}
    listed = [True, {"items": {"type": "integer"}}]
    made = {"allOf": [{"properties": {"a": {"$ref": "#/components/secret"}, "b": {}}}]}
    more = {"a/b c": {"$anchor": "short", "type": "string"}, "list": listed, "old": old, "tree": tree, "made": made}
    left, right = ({"properties": {"n": {"type": kind}}} for kind in ("string", "integer"))
    more |= {"secret": {"writeOnly": True}, "left": left, "right": right}
    contract = Contract.load(document(schema, **more))
    assert (messages(contract, good), messages(contract, bad)) == ([], [message] if message else [])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (Path("/nowhere/openapi.yaml"), "cannot read the contract /nowhere/openapi.yaml: No such file or directory"),
        ("a: [", "the contract is not YAML: while parsing a flow"),
        ("swagger: '2.0'\npaths: {}", "the contract is broken: it is Swagger 2.0: convert it to OpenAPI 3"),
        ({"paths": [1]}, "the contract is broken: it is not an OpenAPI document: it has no paths"),
    ],
)
def test_contract_that_is_of_no_use_is_one_clear_line(source: Path | str, message: str) -> None:
    with pytest.raises(ContractError) as raised:
        Contract.load(source)
    (line,) = str(raised.value).splitlines()
    assert line.startswith(message)


def test_contract_that_is_not_utf_8_is_named_with_its_byte_and_line(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_bytes(b"a: b\nc: \x93d")
    with pytest.raises(ContractError, match=r"openapi\.yaml is not UTF-8: the byte 0x93 in line 2$"):
        Contract.load(file)


@pytest.mark.parametrize(
    ("item", "problem"),
    [
        ({"$ref": "https://example.com/x.yaml#/x"}, "GET /bad: it refers to https://example.com/x.yaml#/x"),
        ({"get": {"x": {"$ref": "#/components/deep"}}}, "GET /bad: it refers to #/nowhere, which it does not have"),
        ({"get": {"requestBody": {"$ref": "#/paths/~1bad/get/requestBody"}}}, "GET /bad: #/paths/~1bad/get/request"),
        ({"get": {"operationId": "bad", "responses": [1]}}, "GET /bad (bad): its responses is no object"),
        ({"get": {"parameters": [{"in": "query"}]}}, "GET /bad: it lacks 'name'"),
        ({"get": {"parameters": [{"name": "a", "in": "body"}]}}, "GET /bad: its parameter a is in body, not in path"),
        ({"get": {"responses": {"ok": {}}}}, "GET /bad: its response ok is for no status"),
        ({"get": {"tags": 1}}, "GET /bad: it isn't valid OpenAPI: 'int' object is not iterable"),
    ],
)
def test_operation_that_cannot_be_used_is_named_and_leaves_the_others(item: Mapping[str, Any], problem: str) -> None:
    good = document(deep={"items": {"$ref": "#/nowhere"}})
    contract = Contract.load({**good, "paths": {"/bad": item, **good["paths"]}})
    assert [line[: len(problem)] for line in contract.problems] == [problem]
    assert contract.operations["GET", "/x/{id}"].problem == ""


def test_yaml_has_the_types_of_json() -> None:
    text = "paths: {}\nx: [2026-01-01, on, 12:30, 0123, 1_000, ~, true, 1, -1.5e3, '1']\nbase: &b {a: 1}\ny: {<<: *b}"
    contract = Contract.load(text).document
    assert contract["x"] == ["2026-01-01", "on", "12:30", "0123", "1_000", None, True, 1, -1500.0, "1"]
    assert contract["y"] == {"a": 1}


def test_of_two_paths_that_fit_the_one_with_more_text_counts() -> None:
    contract = Contract.load({"paths": {path: {"post": {}} for path in ("/jobs/{id}", "/jobs/{id}:stop")}})
    found = [contract.operation_of("POST", path) for path in ("/jobs/1", "/jobs/1:stop")]
    assert [each and each.path for each in found] == ["/jobs/{id}", "/jobs/{id}:stop"]


def test_servers_give_hosts_with_ports_and_base_paths() -> None:
    contract = Contract.load({**document(), "servers": SERVERS})
    (operation,) = contract.operations.values()
    assert list(contract.authorities) == ["a.example.com:443", "b.example.com:443", "tenant.example.com:8443"]
    assert operation.paths == ["/v1/x/{id}", "/v2/x/{id}"]
    assert contract.problems == []
    plain = Contract.load(
        {**document(), "servers": [{"url": "http://localhost:8108"}, {"url": "http://b.example.com"}]}
    )
    assert plain.origins == ["http://localhost:8108", "http://b.example.com", "https://b.example.com"]


def test_key_without_a_value_is_as_if_it_were_not_there() -> None:
    text = """{security: [{a: }], x: , paths: {x-y: 1, /z: , /x: {parameters: , get: {security: , parameters: , tags: ,
    requestBody: {content: {a/b: }}, responses: {2xx: {headers: {X-A: }, content: }, x-z: 1}}}}}"""
    contract = Contract.load(text)
    (operation,) = contract.operations.values()
    assert (operation.problem, operation.security, operation.parameters) == ("", [{"a": []}], [])
    assert (list(operation.responses), operation.response(204)) == (["2XX"], operation.responses["2XX"])


def test_response_that_departs_from_the_contract_is_told(contract: Contract) -> None:
    headers = {"ratelimit": "59", "content-type": "text/html"}
    operation = contract.operations["GET", "/v1/prompts/{id}"]
    assert operation.check_response(200, headers, None) == [
        "header x-request-id is required",
        'header ratelimit must match ^"default";r=[0-9]+;t=[0-9]+$',
        "header ratelimit-policy is required",
        "the media type is text/html, not application/json",
    ]
    assert operation.check_response(204, {}, None) == ["status 204 is not documented"]


def test_contract_of_several_files_is_one(tmp_path: Path) -> None:
    (tmp_path / "paths").mkdir()
    get = {"operationId": "getPet", "responses": {"200": {"$ref": "../all.yaml#/components/responses/pet"}}}
    (tmp_path / "paths/get.json").write_text(json.dumps(get))
    (tmp_path / "paths/pets.json").write_text('{"get": {"$ref": "get.json"}}')
    pet = "{discriminator: {propertyName: kind, mapping: {cat: pet.yaml#cat}}, oneOf: [{$ref: '#cat'}]}"
    cat = "{$anchor: cat, properties: {kind: {}, mother: {$ref: '#/Pet'}, name: {type: string}}}"
    (tmp_path / "pet.yaml").write_text(f"Pet: {pet}\nCat: {cat}\n")
    media = "{content: {application/json: {schema: {$ref: './pet.yaml#/Pet'}}}}"
    paths = "{/pets: {$ref: paths/pets.json}, /gone: {$ref: gone.yaml}}"
    (tmp_path / "all.yaml").write_text(f"paths: {paths}\ncomponents: {{responses: {{pet: {media}}}}}\n")
    contract = Contract.load(tmp_path / "all.yaml")
    assert contract.problems == ["GET /gone: it refers to gone.yaml, which is outside of the contract"]
    check = contract.operations["GET", "/pets"].responses["200"].content["application/json"].schema.check
    cats = [
        {"kind": kind, "mother": {"kind": "cat", "name": name}}
        for kind, name in (("cat", "Tom"), ("cat", 1), ("dog", ""))
    ]
    assert [[error["field"] for error in check(cat)] for cat in cats] == [[], ["mother.name"], ["kind"]]
    (tmp_path / "pet.yaml").write_text("Pet: [\n")
    with pytest.raises(ContractError, match=r"^the contract \S+/pet\.yaml is not YAML"):
        Contract.load(tmp_path / "all.yaml")
