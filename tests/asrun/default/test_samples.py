from typing import Any

import pytest

from asrun.contract import Contract
from asrun.default.samples import last_page, sample

NODE = {
    "type": "object",
    "required": ["next"],
    "properties": {"next": {"anyOf": [{"$ref": "#/x/node"}, {"type": "null"}]}},
}
CONTRACT = Contract({"x": {"node": NODE, "loop": {"required": ["a"], "properties": {"a": {"$ref": "#/x/loop"}}}}}, b"")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 3, "multipleOf": 7, "maximum": 8},
        {"type": "number", "exclusiveMinimum": 0, "maximum": 0.5},
        {"type": "string", "minLength": 9, "maxLength": 10},
        *({"type": "string", "format": name} for name in ("date-time", "date", "time", "email", "uri", "uuid", "ipv6")),
        {"type": "string", "pattern": "^(sk|pk)_[A-Z0-9]{4,}-\\d+[^a-z/]$", "minLength": 20},
        {"type": "string", "pattern": r"^\/v\d\/[\w.]+$"},
        {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"enum": [1, 2, 3]}},
        {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"},
        {"contains": {"type": "integer", "minimum": 5}, "minContains": 2, "uniqueItems": True},
        {"allOf": [{"anyOf": [{"minimum": each} for each in range(8)]}] * 8, "type": "integer"},
        {"prefixItems": [{"type": "integer"}, {"const": None}], "items": False, "minItems": 2},
        {"type": "array", "minItems": 2, "items": {"const": "new"}},
        {
            "type": "array",
            "minItems": 3,
            "uniqueItems": True,
            "items": {"type": "string", "pattern": "^(0|[1-9]\\d*)$"},
        },
        {"type": "object", "minProperties": 2, "additionalProperties": {"type": "boolean"}},
        {
            "allOf": [
                {"properties": {"a": {"type": "integer"}}},
                {"properties": {"a": {"minimum": 5}}, "required": ["a"]},
            ]
        },
        {"type": "integer", "allOf": [{"minimum": 3, "maximum": 9}, {"minimum": 5, "maximum": 5}]},
        {"allOf": [{"type": "array", "minItems": 1, "items": each} for each in ({"type": "integer"}, {"minimum": 7})]},
        {"oneOf": [{"type": "null"}, {"required": ["b"], "properties": {"b": {"enum": ["x"]}}}], "type": "object"},
        {"enum": [2, 4], "allOf": [{"oneOf": [{"const": 1}, {"const": 2}]}]},
        {"type": "string", "pattern": r"^\w+\.(?i)(jpeg|pdf)$"},
        {"$ref": "#/x/node"},
    ],
    ids=str,
)
def test_sample_obeys_its_schema(schema: Any) -> None:
    made = CONTRACT.schema(schema, "response")
    assert made.check(sample(made)) == []
    again = CONTRACT.schema(schema, "response")
    assert sample(again) == sample(made)


def test_schema_that_nothing_obeys_has_no_sample() -> None:
    assert sample(CONTRACT.schema({"$ref": "#/x/loop"}, "response")) is None


def test_what_is_never_sent_back_is_left_out() -> None:
    properties = {"a": {"type": "integer"}, "b": {"writeOnly": True}}
    schema = CONTRACT.schema({"properties": properties, "required": ["a", "b"]}, "response")
    assert (sample(schema), schema.check({"a": 1})) == ({"a": 1}, [])


def test_job_is_done_so_that_nobody_waits_for_it() -> None:
    schema = CONTRACT.schema({"enum": ["queued", "incomplete", "JOB_COMPLETED"]}, "response")
    assert sample(schema) == "JOB_COMPLETED"


def test_there_is_no_page_after_the_first() -> None:
    pages = dict.fromkeys(("has_more", "hasNextPage", "more"), True)
    assert last_page(pages) == {"has_more": False, "hasNextPage": False, "more": True}
