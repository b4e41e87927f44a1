"""The claims of the tables in api-reference/endpoints*, one or two for each operation, and one for each object."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from asrun.pages.tables import Claim, Row
from tests.openapi import OPERATIONS, RESPONSES, SCHEMAS, Operation

JSON = "application/json"
PAGE = "api-reference/endpoints.md"
FOLDER = PAGE.removesuffix(".md")

OBJECTS = {
    "generation.md#generation-object": ("Generation",),
    "generation.md#model-object": ("Model",),
    "account.md#usage-object": ("Usage",),
    "prompts.md#prompt-object": ("Prompt",),
    "keys.md#api-key-object": ("ApiKey", "ApiKeyWithSecret"),
    "webhooks.md#webhook-object": ("Webhook", "WebhookWithSecret"),
    "webhooks.md#delivery-object": ("Delivery",),
}
"""The schemas of each section; for the second one, the table lists the fields that the first doesn't have."""


def anchor(operation: Operation) -> str:
    return re.sub("[A-Z]", lambda letter: f"-{letter.group().lower()}", operation.id)


def page(operation: Operation) -> str:
    (tag,) = operation.spec["tags"]
    return PAGE if tag == "Service" else f"{FOLDER}/{tag.lower()}.md"


def permission(operation: Operation) -> str:
    return operation.permission or ("any key" if operation.spec["security"] else "no key")


def returns(operation: Operation) -> str:
    content = operation.spec["responses"][operation.success].get("content", {})
    if JSON not in content:
        return "a document" if content else "nothing"
    data = content[JSON]["schema"]["properties"]["data"]
    return f"list of {_name(data['items'])}" if data.get("type") == "array" else _name(data)


def inputs(operation: Operation) -> frozenset[Row]:
    spec = operation.spec
    body = spec["requestBody"]["content"][JSON]["schema"] if "requestBody" in spec else {}
    found = [(each["name"], each["in"], each["schema"], each.get("required")) for each in spec.get("parameters", ())]
    found += [
        (name, "body", field, name in body.get("required", ())) for name, field in body.get("properties", {}).items()
    ]
    return frozenset((name, place, kind(schema), "yes" if must else "no") for name, place, schema, must in found)


def _name(schema: Mapping[str, Any]) -> str:
    return next(name for name, its in SCHEMAS.items() if its == schema)


def members(schema: Mapping[str, Any], prefix: str = "") -> Iterator[Row]:
    """Name and type of each field of an object, those of objects within it as `usage.prompt_tokens`."""
    for name, field in schema.get("properties", {}).items():
        yield prefix + name, kind(field)
        yield from members(field, f"{prefix}{name}.")


def kind(schema: Mapping[str, Any]) -> str:
    """A schema in the words of the tables: `integer, 1 to 4096, 256 by default`."""
    names = schema.get("type", "string")
    text = _plain(schema, names if isinstance(names, str) else names[0]) + (" or null" if "null" in names else "")
    return f"{text}, {schema['default']} by default" if "default" in schema else text


def _plain(schema: Mapping[str, Any], name: str) -> str:
    if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
        return ", ".join(values)
    if name == "array":
        return f"list of {kind(schema['items'])}"
    if name == "integer":
        return "integer" + _bounds(schema, "minimum", "maximum")
    if schema.get("format") == "date-time":
        return "time"
    if prefix := re.fullmatch(r"\^([a-z]+_)\[0-9\]\{10\}\$", schema.get("pattern", "")):
        return f"{prefix[1]} and 10 digits"
    return f"string{_bounds(schema, 'minLength', 'maxLength')} characters" if "maxLength" in schema else name


def _bounds(schema: Mapping[str, Any], low: str, high: str) -> str:
    if high not in schema:
        return f", {schema[low]} or more"
    return f", {schema[low]} to {schema[high]}" if low in schema else f", up to {schema[high]}"


def _of_operation(operation: Operation) -> Iterator[Claim]:
    place = f"{page(operation)}#{anchor(operation)}"
    request, errors = f"{operation.method} {operation.path}", " ".join(sorted(operation.spec["responses"])[1:])
    row = (request, permission(operation), operation.success, returns(operation), errors)
    yield Claim(place, ("Request", "Permission", "Success", "Returns", "Errors"), frozenset({row}))
    if rows := inputs(operation):
        yield Claim(place, ("Field", "In", "Type", "Required"), rows)


def _of_object(place: str, schemas: tuple[str, ...]) -> Iterator[Claim]:
    told: frozenset[Row] = frozenset()
    for name in schemas:
        its = frozenset(members(SCHEMAS[name]))
        yield Claim(f"{FOLDER}/{place}", ("Field", "Type"), its - told)
        told |= its


HEADER_FIELDS = frozenset(name for _, response in RESPONSES for name in response.get("headers", {}))
ENVELOPE = [its["properties"] for name, its in SCHEMAS.items() if name.endswith("Response") and "properties" in its]

ENDPOINT_TABLES = (
    Claim(
        f"{PAGE}#all-operations",
        ("Request", "Permission"),
        frozenset((f"{each.method} {each.path}", permission(each)) for each in OPERATIONS),
    ),
    Claim(f"{PAGE}#requests-and-answers", ("Field",), frozenset((name,) for each in ENVELOPE for name in each)),
    Claim(f"{PAGE}#header-fields", ("Field",), frozenset((name,) for name in HEADER_FIELDS)),
    *(claim for operation in OPERATIONS for claim in _of_operation(operation)),
    *(claim for place, schemas in OBJECTS.items() for claim in _of_object(place, schemas)),
)
