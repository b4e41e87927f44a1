"""A JSON Schema as a function that says what is wrong with a value, field by field.

fastjsonschema knows the drafts 4 to 7 of JSON Schema, OpenAPI 3.1 uses draft 2020-12: `KEYWORDS` mean the same in both.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import fastjsonschema
from fastjsonschema import JsonSchemaValueException, JsonSchemaValuesException

FieldError: TypeAlias = dict[str, str]
"""A `field`, such as `max_tokens` or `events[0]`, empty for the whole value; and a `message`, what it must be."""

Check: TypeAlias = Callable[[Any], list[FieldError]]

APPLICATORS = frozenset({"properties", "items", "oneOf", "additionalProperties"})
ASSERTIONS = frozenset(
    [
        "type",
        "enum",
        "const",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "required",
    ]
)
ANNOTATIONS = frozenset({"title", "description", "default", "example", "examples", "x-expected"})
KEYWORDS = APPLICATORS | ASSERTIONS | ANNOTATIONS

MAX_ERRORS = 20
MAX_FIELD_LENGTH = 64


def compile_schema(schema: Mapping[str, Any] | bool) -> Check:
    """The check of `schema`, which has no `$ref`.

    Raises `fastjsonschema.JsonSchemaDefinitionException` where the schema is broken.
    """
    validate = fastjsonschema.compile(
        schema if isinstance(schema, bool) else dict(schema), use_default=False, fast_fail=False
    )

    def check(value: Any) -> list[FieldError]:
        try:
            validate(value)
        except JsonSchemaValuesException as error:
            return _explain(error.errors)
        except JsonSchemaValueException as error:
            return _explain([error])
        return []

    return check


def _explain(errors: list[JsonSchemaValueException]) -> list[FieldError]:
    """One message a field, the first: a string that is empty breaks its pattern too."""
    found: dict[str, str] = {}
    for error in errors:
        for field, message in _messages(error):
            found.setdefault(field if len(field) <= MAX_FIELD_LENGTH else f"{field[:MAX_FIELD_LENGTH]}…", message)
    return [{"field": field, "message": message} for field, message in list(found.items())[:MAX_ERRORS]]


def _messages(error: JsonSchemaValueException) -> Iterator[tuple[str, str]]:
    field = (error.name or "data").removeprefix("data").removeprefix(".")
    schema: Mapping[str, Any] = error.definition
    if error.rule == "required":
        yield from ((_member(field, name), "is required") for name in schema["required"] if name not in error.value)
    elif error.rule == "additionalProperties":
        known = schema.get("properties", {})
        yield from ((_member(field, name), "is not a known field") for name in error.value if name not in known)
    else:
        yield field, f"must {_expectation(str(error.rule), schema)}"


def _member(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _expectation(rule: str, schema: Mapping[str, Any]) -> str:
    limit = schema.get(rule)
    match rule:
        case "type":
            names = [limit] if isinstance(limit, str) else limit or []
            expectation = f"be {' or '.join(TYPES[name] for name in names)}"
        case "enum":
            expectation = f"be one of {', '.join(map(str, limit or []))}"
        case "const":
            expectation = f"be {limit}"
        case "pattern" | "format":
            expectation = f"be {schema['x-expected']}" if "x-expected" in schema else f"match the {rule} {limit}"
        case "uniqueItems":
            expectation = "not have the same item twice"
        case "oneOf":
            expectation = "be exactly one of the documented forms"
        case _:
            bound, unit = BOUNDS[rule]
            expectation = f"{bound} {limit} {unit if limit == 1 else UNITS[unit]}".rstrip()
    return expectation


TYPES = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
BOUNDS = {
    "minimum": ("be at least", ""),
    "maximum": ("be at most", ""),
    "minLength": ("have at least", "character"),
    "maxLength": ("have at most", "character"),
    "minItems": ("have at least", "item"),
    "maxItems": ("have at most", "item"),
    "minProperties": ("have at least", "field"),
    "maxProperties": ("have at most", "field"),
}
UNITS = {"": "", "character": "characters", "item": "items", "field": "fields"}
