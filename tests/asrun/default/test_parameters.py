from typing import Any

import pytest

from asrun.contract import Contract
from asrun.default.parameters import read

INTEGERS = {"type": "array", "items": {"type": "integer"}}
COLOUR = {"type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}}}
RED = {"R": 100, "G": 200}


@pytest.mark.parametrize(
    ("way", "schema", "text", "value"),
    [
        ("query form exploded", {"type": "string"}, "x=a+b%2Bc", "a b+c"),
        ("query form", INTEGERS, "x=", []),
        ("query spaceDelimited", INTEGERS, "x=1%202+3", [1, 2, 3]),
        ("query pipeDelimited", INTEGERS, "x=1|2%7C3%7c4", [1, 2, 3, 4]),
        ("query form exploded", COLOUR, "R=100&G=200", RED),
        ("query form exploded required", COLOUR, "", {}),
        ("query form", COLOUR, "x=R,100,G,200", RED),
        ("query deepObject exploded", COLOUR, "x[R]=100&x%5BG%5D=200", RED),
        ("query deepObject exploded", {"type": "object", "additionalProperties": INTEGERS}, "x[a][]=1", {"a": [1]}),
        ("query form exploded", {"default": 5}, "", 5),
        ("path simple", {"type": "string"}, "a%2Fb", "a/b"),
        ("path label", COLOUR, ".R,100,G,200", RED),
        ("path matrix", INTEGERS, ";x=1,2", [1, 2]),
        ("cookie form exploded", {"type": "integer"}, "a=b; x=1", 1),
    ],
)
def test_value_is_read_in_each_place_and_style(way: str, schema: object, text: str, value: Any) -> None:
    place, style, *flags = way.split()
    spec = {"name": "x", "in": place, "style": style, "explode": "exploded" in flags, "schema": schema}
    spec["required"] = "required" in flags
    (operation,) = Contract.load({"paths": {"/{x}": {"parameters": [spec], "get": {}}}}).operations.values()
    field = {"header": [("x", text)], "cookie": [("cookie", text)]}.get(place, [])
    values = read(operation, {"x": text} if place == "path" else {}, text if place == "query" else "", field)
    assert (getattr(values, place)["x"], values.errors, values.path_errors, values.unknown) == (value, [], [], [])


def test_value_may_be_empty_where_the_contract_allows_it() -> None:
    spec = {"name": "x", "in": "query", "schema": {"type": "integer"}, "allowEmptyValue": True}
    (operation,) = Contract.load({"paths": {"/": {"parameters": [spec], "get": {}}}}).operations.values()
    values = read(operation, {}, "x=", [])
    assert (values.query, values.errors) == ({"x": ""}, [])


def test_value_in_content_is_json_and_what_is_wrong_is_named() -> None:
    content = {"application/json": {"schema": {"properties": {"a": {"type": "integer"}}}}}
    specs = [{"name": "x", "in": "query", "content": content}, {"name": "y", "in": "query", "required": True}]
    (operation,) = Contract.load({"paths": {"/": {"parameters": specs, "get": {}}}}).operations.values()
    values = read(operation, {}, 'x={"a":"b"}&z=1&z=2', [])
    assert {error["field"]: error["message"] for error in values.errors} == {
        "x.a": "must be an integer",
        "y": "is required",
    }
    assert values.unknown == ["z"]
    assert read(operation, {}, "x={&y=1&y=2", []).errors == [{"field": "x", "message": "must be JSON"}]
    assert read(operation, {}, "y=1&y=2", []).doubled == ["y"]
