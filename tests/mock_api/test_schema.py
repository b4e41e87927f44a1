from typing import Any

import pytest

from asrun import schema as engine
from mock_api.schema import compile_schema
from tests.openapi import DOCUMENT, nodes

ANNOTATIONS = {"description", "default", "x-expected", "x-enumDescriptions"}

KEYWORDS: list[tuple[Any, Any, Any, str]] = [
    ({"type": "object"}, {}, [], "must be an object"),
    ({"type": "array"}, [], {}, "must be an array"),
    ({"type": "string"}, "", 1, "must be a string"),
    ({"type": "integer"}, 1.0, 1.5, "must be an integer"),
    ({"type": "integer"}, 1, True, "must be an integer"),
    ({"type": ["string", "null"]}, None, 1, "must be a string or null"),
    ({"enum": ["a", "b"]}, "a", "c", "must be one of a, b"),
    ({"const": "a"}, "a", "b", "must be a"),
    ({"const": False}, False, 0, "must be false"),
    ({"minLength": 1}, "a", "", "must have at least 1 character"),
    ({"maxLength": 2}, "😀😀", "😀😀😀", "must have at most 2 characters"),
    ({"pattern": "^a$"}, "a", "a\n", "must match ^a$"),
    ({"pattern": "^a$", "x-expected": "the letter a"}, "a", "b", "must be the letter a"),
    ({"format": "date-time"}, "2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "must be a date-time"),
    ({"minimum": 1}, 1, 0, "must be at least 1"),
    ({"maximum": 1}, 1, 2, "must be at most 1"),
    ({"minItems": 1}, [1], [], "must have at least 1 item"),
    ({"maxItems": 2}, [1, 2], [1, 2, 3], "must have at most 2 items"),
    ({"uniqueItems": True}, [0, False], ["a", "a"], "must not have an item twice"),
    ({"minProperties": 1}, {"a": 1}, {}, "must have at least 1 field"),
    ({"maxProperties": 0}, {}, {"a": 1}, "must have at most 0 fields"),
    ({"required": ["a"]}, {"a": 1}, {}, "is required"),
    ({"properties": {}, "additionalProperties": False}, {}, {"a": 1}, "isn't a known field"),
    ({"properties": {"a": {"type": "null"}}}, {"a": None}, {"a": 1}, "must be null"),
    ({"items": {"type": "null"}}, [None], [1], "must be null"),
    ({"oneOf": [{"type": "null"}, {"minimum": 1}]}, 1, 0, "must have one of the documented forms"),
]


SCHEMAS = [
    node
    for _, node in nodes({"paths": DOCUMENT["paths"], "unrouted": DOCUMENT["x-unrouted-responses"]})
    if isinstance(node.get("type"), str | list) or isinstance(node.get("oneOf", node.get("enum")), list)
]


@pytest.mark.says("If a schema has `x-expected`, the message says that instead of the pattern.")
@pytest.mark.parametrize(("schema", "good", "bad", "message"), KEYWORDS, ids=str)
def test_keyword_means_what_it_means_in_openapis_draft_and_is_explained(
    schema: Any, good: Any, bad: Any, message: str
) -> None:
    ours = compile_schema(schema)
    for check in (ours, engine.compile_schema(schema)):
        assert check(good) == []
        (error,) = check(bad)
        assert error["message"] == message or ("x-expected" in schema and check is not ours)


def test_contract_has_no_other_keywords() -> None:
    assert {keyword for schema in SCHEMAS for keyword in schema} - ANNOTATIONS <= {
        keyword for schema, *_ in KEYWORDS for keyword in schema
    }


JUNK = [
    *(None, True, 0, -1, 1.0, 1.5, 10**20, "", "é", "😀" * 101, [None], {"x": 1}),
    *("2026-02-30T00:00:00Z", "2026-04-01t12:00:00z", "2026-04-01T12:00:00+0100", "2026-04-01T12:00:60Z", "2026-04-01"),
    *("key_" + "\N{ARABIC-INDIC DIGIT ONE}" * 10, "http://localhost.example.com", "https://a:65536/", "https://a@b/"),
]


def test_every_schema_judges_as_an_independent_validator_does() -> None:
    quarrels = []
    for schema in {repr(schema): schema for schema in SCHEMAS}.values():
        ours, theirs = compile_schema(schema), engine.compile_schema(schema)
        values = [*JUNK, *([schema["example"]] if "example" in schema else [])]
        quarrels += [(schema, value) for value in values if (ours(value) == []) != (theirs(value) == [])]
    assert quarrels == []


def test_errors_are_bounded_however_many_fields_a_sender_makes_up() -> None:
    check = compile_schema({"additionalProperties": False})
    errors = check({"x" * 1000 + str(number): 1 for number in range(1000)} | dict.fromkeys(map(str, range(1000))))
    assert (len(errors), max(len(error["field"]) for error in errors)) == (20, 65)
