import re
from collections.abc import Iterable

import pytest

from asrun import validation as engine
from asrun.schema import FieldError
from mock_api.schema import compile_schema
from tests.openapi import DOCUMENT, nodes

SCHEMAS = [
    node
    for _, node in nodes({"paths": DOCUMENT["paths"], "unrouted": DOCUMENT["x-unrouted-responses"]})
    if isinstance(node.get("type"), str | list) or isinstance(node.get("oneOf", node.get("enum")), list)
]

ONE_FORM = " must have one of the documented forms"
JUNK = [
    *(["key.created"] * 2, [0, False], "key_1234567890\n"),
    *(None, True, 0, -1, 1.0, 1.5, 10**20, "", "é", "😀" * 101, [None], {"x": 1}),
    *("2026-02-30T00:00:00Z", "2026-04-01t12:00:00z", "2026-04-01T12:00:00+0100", "2026-04-01T12:00:60Z", "2026-04-01"),
    *("key_" + "\N{ARABIC-INDIC DIGIT ONE}" * 10, "http://localhost.example.com", "https://a:65536/", "https://a@b/"),
]


@pytest.mark.says("If a schema has `x-expected`, the message says that instead of the pattern.")
def test_every_schema_says_what_an_independent_validator_does() -> None:
    quarrels = []
    for schema in {repr(schema): schema for schema in SCHEMAS}.values():
        ours, theirs = compile_schema(schema), engine.compile_schema(schema)
        for value in [*JUNK, *([schema["example"]] if "example" in schema else [])]:
            mine, its = messages(ours(value)), messages(theirs(value), schema.get("x-expected"))
            of_a_form = ONE_FORM in mine and its  # theirs says what the nearest form lacks
            if not (of_a_form or (its == mine & its and bool(its) == bool(mine))):
                quarrels.append((schema, value, mine, its))
    assert quarrels == []


def messages(errors: Iterable[FieldError], expected: str | None = None) -> set[str]:
    texts = (f"{error['field']} {error['message']}" for error in errors)
    form = "must (match .*|be a date-time)$"
    return {re.sub(form, f"must be {expected}", each) if expected else each for each in texts}


def test_errors_are_bounded_however_many_fields_a_sender_makes_up() -> None:
    check = compile_schema({"additionalProperties": False})
    errors = check({"x" * 1000 + str(number): 1 for number in range(1000)} | dict.fromkeys(map(str, range(1000))))
    assert (len(errors), max(len(error["field"]) for error in errors)) == (20, 65)
