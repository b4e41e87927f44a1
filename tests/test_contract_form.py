"""The contract is whole and sound: examples obey schemas, links lead somewhere, objects are closed."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from mock_api.key_format import is_well_formed
from tests.openapi import BY_ID, CONTRACT, DOCUMENT, OPERATIONS, SECURED, error_schemas, failures, nodes, successes


def test_it_is_openapi() -> None:
    validate(CONTRACT.document)


def media() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for where, node in nodes({"paths": DOCUMENT["paths"], "webhooks": DOCUMENT["webhooks"]}):
        if where.endswith("content/application/json"):
            yield where, node


@pytest.mark.parametrize("content", [pytest.param(node, id=where) for where, node in media()])
def test_the_examples_of_a_body_obey_its_schema(content: Mapping[str, Any]) -> None:
    validator = jsonschema_rs.Draft202012Validator(content["schema"], validate_formats=True)
    assert [validator.is_valid(example["value"]) for example in content["examples"].values()] == [True] * len(
        content["examples"]
    )


@pytest.mark.parametrize(
    "place", [f"{kind}/{name}" for kind in ("parameters", "headers") for name in DOCUMENT["components"][kind]]
)
def test_the_example_of_a_parameter_or_header_obeys_its_schema(place: str) -> None:
    kind, name = place.split("/")
    node = DOCUMENT["components"][kind][name]
    assert jsonschema_rs.is_valid(node["schema"], node["example"], validate_formats=True)


def test_the_secrets_in_its_examples_have_the_checksum() -> None:
    secrets = {
        example["value"]["data"]["secret"]
        for example in DOCUMENT["components"]["responses"]["KeyCreated"]["content"]["application/json"][
            "examples"
        ].values()
    }
    assert {secret is None or is_well_formed(secret) for secret in secrets} == {True}


def test_every_object_is_closed() -> None:
    schemas = nodes(DOCUMENT["components"]["schemas"])
    assert [
        where
        for where, node in schemas
        if node.get("type") == "object" and node.get("additionalProperties") is not False
    ] == []


def test_every_property_has_a_schema() -> None:
    loose = [
        f"{where}/{name}"
        for where, node in nodes(DOCUMENT["components"]["schemas"])
        if node.get("type") == "object"
        for name, schema in node.get("properties", {}).items()
        if not {"type", "const", "enum", "oneOf"} & schema.keys()
    ]
    assert loose == []


@pytest.mark.parametrize("operation", BY_ID)
def test_an_operation_says_what_it_is(operation: str) -> None:
    spec = BY_ID[operation]
    assert len(spec["summary"]) < 40
    assert spec["description"].strip()
    assert [tag for tag in spec["tags"] if tag in {tag["name"] for tag in DOCUMENT["tags"]}] == spec["tags"]


def test_operation_ids_are_unique() -> None:
    assert len(BY_ID) == len(OPERATIONS)


@pytest.mark.parametrize("operation", BY_ID)
def test_every_error_of_an_operation_has_an_example_of_each_code(operation: str) -> None:
    for response in failures(BY_ID[operation]).values():
        examples = response["content"]["application/json"]["examples"].values()
        shown = {example["value"]["error"]["code"] for example in examples}
        assert shown == {error["code"]["const"] for error in error_schemas(response)}


def test_every_message_of_a_conflict_is_shown_where_it_happens() -> None:
    shown = {
        example["value"]["error"]["message"]
        for operation in OPERATIONS.values()
        if "409" in operation["responses"]
        for example in operation["responses"]["409"]["content"]["application/json"]["examples"].values()
    }
    conflict = DOCUMENT["components"]["schemas"]["ConflictError"]["properties"]["message"]["enum"]
    assert sorted(shown) == sorted(conflict)


@pytest.mark.parametrize("operation", [spec["operationId"] for place, spec in SECURED.items() if place[0] == "POST"])
def test_a_post_takes_an_idempotency_key_and_marks_a_replay(operation: str) -> None:
    spec = BY_ID[operation]
    (success,) = successes(spec)
    assert "Idempotency-Key" in {parameter["name"] for parameter in spec["parameters"]}
    assert "Idempotency-Replayed" in spec["responses"][str(success)]["headers"]


@pytest.mark.parametrize("operation", [name for name in BY_ID if name.startswith("list")])
def test_a_list_comes_in_pages(operation: str) -> None:
    spec = BY_ID[operation]
    schema = spec["responses"]["200"]["content"]["application/json"]["schema"]
    assert [parameter["name"] for parameter in spec["parameters"]] == ["limit", "cursor"]
    assert schema["required"] == ["success", "data", "next_cursor"]


@pytest.mark.parametrize("operation", [spec["operationId"] for place, spec in SECURED.items() if "{id}" in place[1]])
def test_an_id_in_a_path_has_its_form(operation: str) -> None:
    (parameter,) = (parameter for parameter in BY_ID[operation]["parameters"] if parameter["in"] == "path")
    assert parameter["required"]
    assert parameter["schema"]["pattern"].endswith("_[0-9]{10}$")


def links() -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    for name, operation in BY_ID.items():
        for response in operation["responses"].values():
            for link in response.get("links", {}).values():
                yield f"{name} → {link['operationId']}", response, link


@pytest.mark.parametrize(
    ("response", "link"), [pytest.param(response, link, id=name) for name, response, link in links()]
)
def test_a_link_gives_an_operation_what_it_needs(response: Mapping[str, Any], link: Mapping[str, Any]) -> None:
    target = BY_ID[link["operationId"]]
    needed = {parameter["name"]: parameter for parameter in target["parameters"] if parameter.get("required")}
    assert link["parameters"].keys() == needed.keys()
    for name, expression in link["parameters"].items():
        schema = response["content"]["application/json"]["schema"]
        for key in expression.removeprefix("$response.body#/").split("/"):
            schema = schema["properties"][key]
        assert schema["pattern"] == needed[name]["schema"]["pattern"]


def test_what_is_created_links_to_all_that_takes_its_id() -> None:
    assert {name for name, _, _ in links()} >= {
        "generate → getGeneration",
        "createPrompt → getPrompt",
        "createPrompt → updatePrompt",
        "createPrompt → deletePrompt",
        "createKey → getKey",
        "createKey → rotateKey",
        "createKey → deleteKey",
        "rotateKey → getKey",
        "rotateKey → rotateKey",
        "rotateKey → deleteKey",
        "createWebhook → testWebhook",
        "createWebhook → deleteWebhook",
        "testWebhook → deleteWebhook",
    }


def test_it_is_plain_json_but_for_its_notation() -> None:
    assert json.loads(json.dumps(CONTRACT.document)) == CONTRACT.document
