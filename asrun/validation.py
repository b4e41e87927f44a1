"""What is wrong with a value by a schema, each field's error in words."""

import copy
import importlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from asrun.finding import listed
from asrun.schema import TYPES, Check, FieldError, SchemaError

MAX_ERRORS = 20
MAX_FIELD_LENGTH = 64


def compile_schema(schema: Any) -> Check:
    """The check of `schema`, which refers to nothing outside of itself. Raises `SchemaError`.

    Any value obeys a pattern that Python can read and the validator can't, such as one that is too large for it.
    """
    jsonschema_rs = importlib.import_module("jsonschema_rs")  # not in Pyodide
    try:
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    except ValueError as error:
        *parents, rule = getattr(error, "instance_path", None) or [""]
        if rule != "pattern" or not _is_pattern(getattr(error, "instance", None)):
            raise SchemaError(f"has a schema that cannot be used: {str(error).splitlines()[0]}") from error
        schema = within = copy.deepcopy(schema)
        for part in parents:
            within = within[part]
        del within[rule]
        return compile_schema(schema)

    def check(value: Any) -> list[FieldError]:
        return explain(each for error in validator.iter_errors(value) for each in _messages(error))

    return check


def _is_pattern(text: Any) -> bool:
    try:
        return bool(re.compile(text))
    except (re.error, TypeError):
        return False


def explain(errors: Iterator[tuple[str, str]]) -> list[FieldError]:
    """The first error of each field: an empty string breaks its pattern too. Bounded, as senders choose the names."""
    found: dict[str, str] = {}
    for field, message in errors:
        if len(found) == MAX_ERRORS:
            break
        found.setdefault(field if len(field) <= MAX_FIELD_LENGTH else f"{field[:MAX_FIELD_LENGTH]}…", message)
    return [{"field": field, "message": message} for field, message in found.items()]


def expectation(rule: str, value: Any) -> str:
    """What the keyword `rule` with that value asks for, in words: `must be at least 1`."""
    if rule == "type":
        names = [value] if isinstance(value, str) else sorted(value, key="null".__eq__)
        return f"must be {' or '.join(TYPES.get(name, name) for name in names)}"
    if rule == "enum":
        return f"must be one of {listed(map(_written, value))}"
    told = f"must {_EXPECTATIONS.get(rule, f'obey {rule}')}"
    if "{}" in told:
        return told.format(_written(value)) + ("s" if told.endswith(_UNITS) and value != 1 else "")
    return told


def _messages(error: Any) -> Iterator[tuple[str, str]]:
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path)
    field = field.removeprefix(".")
    within = f"{field}." if field else ""
    rule, value = error.kind.name, error.kind.value
    if rule == "required":
        yield within + value, "is required"
    elif rule in ("additionalProperties", "unevaluatedProperties"):
        yield from ((within + name, "isn't a known field") for name in value)
    elif rule == "falseSchema" and error.instance_path:
        yield field, "isn't a known field"
    elif rule in ("anyOf", "oneOf") and isinstance(error.instance, dict | list) and (nearest := _nearest(error)):
        for each in nearest:
            yield from _messages(each)
    elif rule == "oneOf" and not all(value):
        yield field, "must have one of the documented forms, and has several"
    else:
        yield field, expectation(rule, value)


def _nearest(error: Any) -> Sequence[Any]:
    """What is wrong with a value by the form that it comes nearest to: the one of its type, and of what it says it is.

    Nothing where no form is of its type, or several are without an error.
    """
    kinds = [[(each.kind.name, each.instance_path) for each in errors] for errors in error.kind.value]
    forms = [
        (bool({"const", "enum", "not"} & dict(its).keys()), len(its), number)
        for number, its in enumerate(kinds)
        if ("type", error.instance_path) not in its
    ]
    return error.kind.value[min(forms)[-1]] if forms else []


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


_UNITS = ("character", "item", "field")
_ONE_FORM = "have one of the documented forms"
_EXPECTATIONS = {
    "const": "be {}",
    "pattern": "match {}",
    "format": "be a {}",
    "minimum": "be at least {}",
    "maximum": "be at most {}",
    "exclusiveMinimum": "be more than {}",
    "exclusiveMaximum": "be less than {}",
    "multipleOf": "be a multiple of {}",
    "minLength": "have at least {} character",
    "maxLength": "have at most {} character",
    "minItems": "have at least {} item",
    "maxItems": "have at most {} item",
    "minProperties": "have at least {} field",
    "maxProperties": "have at most {} field",
    "uniqueItems": "not have an item twice",
    "not": "not have the form that is ruled out",
    "oneOf": _ONE_FORM,
    "anyOf": _ONE_FORM,
}
