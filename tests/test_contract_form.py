"""The contract is sound: its examples obey its schemas, its objects are closed, its operations follow one convention.

Paths, permissions, statuses, codes and types are compared with the pages (tests/tables.py) and with the mock.
"""

import re

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from asrun.operation import Operation
from asrun.text import read_text
from mock_api.key_format import make_secret
from tests.openapi import DOCUMENT, OPERATIONS, PATH, SCHEMAS, SOURCE, nodes, resolved, spec

KINDS = {"$ref", "type", "const", "enum", "oneOf"}
NO_EXAMPLE = ("application/yaml", "webhooks/event/post/parameters")
LIMIT = {"ratelimit", "ratelimit-policy"}
MAY_LACK = {"400": LIMIT | {"www-authenticate"}, "500": LIMIT, "503": LIMIT}
"""What may come before a key is known, or its window; where there is a body, 400 tells broken JSON too."""

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.id)


def test_it_is_openapi() -> None:
    validate(SOURCE)


def test_examples_are_there_and_obey_their_schemas() -> None:
    wrong = []
    for where, node in nodes(DOCUMENT):
        if "schema" in node and not any(each in where for each in NO_EXAMPLE):
            examples = [example["value"] for example in node.get("examples", {}).values()] or [node.get("example")]
            validator = jsonschema_rs.Draft202012Validator(node["schema"], validate_formats=True)
            wrong += [where for example in examples if not validator.is_valid(example)]
    assert wrong == []


@pytest.mark.says(
    "Keys start with `ak_test_` or `ak_live_` and end with a checksum.",
    "An API key: `ak_test_` or `ak_live_`, 30 characters, `0-9A-Za-z`, a CRC32 in 6 base62 digits.",
)
def test_secrets_in_its_examples_have_the_checksum() -> None:
    secrets = re.findall(r"\bak_(test|live)_(\w{9,})", read_text(PATH))
    assert secrets
    assert [text for mode, text in secrets if make_secret(mode, text[:30]) != f"ak_{mode}_{text}"] == []


def test_objects_are_closed_and_whole_and_every_property_has_a_schema() -> None:
    wrong = []
    for where, node in nodes(SOURCE["components"]["schemas"]):
        properties = node.get("properties", {})
        if node.get("type") == "object" and node.get("additionalProperties") is not False and "Envelope" not in where:
            wrong.append(f"{where} is open")
        wrong += [f"{where}/{name} is anything" for name, its in properties.items() if not KINDS & its.keys()]
        if not where.endswith(("Request", "EventData", "Envelope")) and properties.keys() - set(
            node.get("required", ())
        ):
            wrong.append(f"{where} has optional properties")
    envelope = SCHEMAS["Envelope"]["properties"].keys()
    wrong += [
        name
        for name, its in SCHEMAS.items()
        if name.endswith("Response") and its.get("properties", {}).keys() - envelope
    ]
    assert wrong == []


def test_everything_that_pages_show_of_it_is_described() -> None:
    assert [path for path in (PATH.parents[2] / "snippets/contract").rglob("*.md") if "|  |" in read_text(path)] == []


def test_header_fields_are_required_but_for_those_that_a_response_may_lack() -> None:
    for operation in OPERATIONS:
        for status, response in operation.responses.items():
            optional = {name for name, header in response.headers.items() if not header.required}
            assert optional <= MAY_LACK.get(status, {"idempotency-replayed"} if status < "400" else set())


@each_operation
def test_operation_documents_each_status_that_its_checks_give(operation: Operation) -> None:
    names, has_body = {parameter.name for parameter in operation.parameters}, operation.takes_body
    causes = {
        "400 401 429": operation.security,
        "403": operation.scope,
        "404": "id" in names,
        "409": "Idempotency-Key" in names or operation.id == "deleteKey",
        "413 415": has_body,
        "422": has_body or names & {"limit", "Idempotency-Key"},
        "500 503": True,
    }
    expected = [status for statuses, cause in causes.items() if cause for status in statuses.split()]
    assert sorted(operation.responses)[1:] == sorted(expected)


@each_operation
def test_errors_have_an_example_of_each_code_a_post_takes_an_idempotency_key_and_a_list_comes_in_pages(
    operation: Operation,
) -> None:
    for status, response in spec(operation)["responses"].items():
        if status >= "400":
            ((_, media),) = response["content"].items()
            schemas = media["schema"].get("oneOf", [media["schema"]])
            codes = {each["properties"]["error"]["properties"]["code"]["const"] for each in schemas}
            assert codes == {example["value"]["error"]["code"] for example in media["examples"].values()}
    assert spec(operation)["description"].strip()
    names = [parameter.name for parameter in operation.parameters]
    assert ("Idempotency-Key" in names) == (operation.method == "POST")
    assert (names == ["limit", "cursor"]) == operation.id.startswith("list")


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.method == "POST"], ids=lambda each: each.id)
def test_what_is_created_links_to_all_that_takes_its_id(operation: Operation) -> None:
    """Schemathesis follows the links, and would do without those that are not there."""
    response = spec(operation)["responses"][min(operation.responses)]
    links = {link["operationId"] for link in response.get("links", {}).values()}
    made = response["content"]["application/json"]["schema"]["properties"]["data"]["properties"]["id"]["pattern"]
    takes = [(each.id, parameter) for each in OPERATIONS for parameter in each.parameters if parameter.place == "path"]
    assert links >= {name for name, its in takes if resolved(its.spec["schema"])["pattern"] == made}
