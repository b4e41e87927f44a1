"""A JSON Schema as a function that says what is wrong with a value, field by field.

fastjsonschema knows the drafts 4 to 7 of JSON Schema, and OpenAPI 3.1 uses draft 2020-12: the contract keeps to the
keywords that mean the same in both, which its tests prove.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

import fastjsonschema
from fastjsonschema import JsonSchemaValueException, JsonSchemaValuesException

FieldError: TypeAlias = dict[str, str]
"""A `field`, such as `max_tokens` or `events[0]`, empty for the whole value; and a `message`, what it must be."""

Check: TypeAlias = Callable[[Any], list[FieldError]]

MAX_ERRORS = 20
MAX_FIELD_LENGTH = 64


def compile_schema(schema: Any) -> Check:
    """The check of `schema`, which must have no `$ref`.

    The first use compiles it: a run meets few of the schemas, and to compile all of them would triple its start.
    Then it raises `fastjsonschema.JsonSchemaDefinitionException` or `re.error` where the schema is broken.
    """

    @cache
    def validator() -> Callable[[Any], Any]:
        return fastjsonschema.compile(schema, use_default=False, fast_fail=False)

    def check(value: Any) -> list[FieldError]:
        try:
            validator()(value)
        except JsonSchemaValuesException as error:
            return _explain(error.errors)
        return []

    return check


def _explain(errors: list[JsonSchemaValueException]) -> list[FieldError]:
    """The first error of each field: an empty string breaks its pattern too. Bounded, as senders choose the names."""
    found: dict[str, str] = {}
    for error in errors:
        for field, message in _messages(error):
            if len(found) == MAX_ERRORS:
                break
            found.setdefault(field if len(field) <= MAX_FIELD_LENGTH else f"{field[:MAX_FIELD_LENGTH]}…", message)
    return [{"field": field, "message": message} for field, message in found.items()]


def _messages(error: JsonSchemaValueException) -> Iterator[tuple[str, str]]:
    field = (error.name or "").removeprefix("data").removeprefix(".")
    within = f"{field}." if field else ""
    schema: Mapping[str, Any] = error.definition
    rule = error.rule or ""
    if rule == "required":
        yield from ((within + name, "is required") for name in schema[rule] if name not in error.value)
    elif rule == "additionalProperties":
        known = schema.get("properties", {})
        yield from ((within + name, "is not a known field") for name in error.value if name not in known)
    elif rule in ("pattern", "format") and "x-expected" in schema:
        yield field, f"must be {schema['x-expected']}"
    else:
        yield field, f"must {_EXPECTATIONS[rule](schema[rule])}"


def _types(names: str | list[str]) -> str:
    return " or ".join(_TYPES[name] for name in ([names] if isinstance(names, str) else names))


def _count(bound: str, limit: int, unit: str) -> str:
    return f"have at {bound} {limit} {unit}{'' if limit == 1 else 's'}"


_TYPES = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "integer": "an integer",
    "null": "null",
}

_EXPECTATIONS: Mapping[str, Callable[[Any], str]] = {
    "type": lambda names: f"be {_types(names)}",
    "enum": lambda values: f"be one of {', '.join(values)}",
    "const": lambda value: f"be {value}",
    "pattern": lambda pattern: f"match {pattern}",
    "format": lambda name: f"be a {name}",
    "minimum": lambda limit: f"be at least {limit}",
    "maximum": lambda limit: f"be at most {limit}",
    "minLength": lambda limit: _count("least", limit, "character"),
    "maxLength": lambda limit: _count("most", limit, "character"),
    "minItems": lambda limit: _count("least", limit, "item"),
    "maxItems": lambda limit: _count("most", limit, "item"),
    "uniqueItems": lambda _: "not have an item twice",
    "minProperties": lambda limit: _count("least", limit, "field"),
    "maxProperties": lambda limit: _count("most", limit, "field"),
    "oneOf": lambda _: "have one of the documented forms",
}
