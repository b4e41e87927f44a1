"""The check of a schema in pure Python, as the mock runs in the reader's page too.

fastjsonschema knows the drafts 4 to 7 of JSON Schema, and OpenAPI 3.1 uses draft 2020-12: the contract keeps to the
keywords that mean the same in both, which its tests prove.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import fastjsonschema
from fastjsonschema import JsonSchemaValueException, JsonSchemaValuesException

from asrun.schema import Check, FieldError
from asrun.validation import expectation, explain


def compile_schema(schema: Any) -> Check:
    """As `asrun.validation.compile_schema` does; a schema's `x-expected` says what its pattern or format means.

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
            return explain(each for one in error.errors for each in _messages(one))
        return []

    return check


def _messages(error: JsonSchemaValueException) -> Iterator[tuple[str, str]]:
    field = (error.name or "").removeprefix("data").removeprefix(".")
    within = f"{field}." if field else ""
    schema: Mapping[str, Any] = error.definition
    rule = error.rule or ""
    if rule == "required":
        yield from ((within + name, "is required") for name in schema[rule] if name not in error.value)
    elif rule == "additionalProperties":
        known = schema.get("properties", {})
        yield from ((within + name, "isn't a known field") for name in error.value if name not in known)
    elif rule in ("pattern", "format") and "x-expected" in schema:
        yield field, f"must be {schema['x-expected']}"
    else:
        yield field, expectation(rule, schema[rule])
