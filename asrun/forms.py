"""What the branches of a schema say together. A schema here is part of a `Schema.bundle`, the root."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

Node = Any
"""A schema: an object or a boolean."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,300})")
_NUMBER = re.compile(rf"{_INTEGER.pattern}(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_BRANCHES = ("allOf", "anyOf", "oneOf", "x-forms")
_CHOICES = ("anyOf", "oneOf", "x-forms")
_SAYS_MORE = {*_BRANCHES, "properties", "required", "patternProperties", "additionalProperties", "not", "enum", "const"}
_CONDITIONS = ("if", "then", "else")
_JSON_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}


def follow(node: Node, root: Node) -> Node:
    """`node`, or what it refers to."""
    for _ in range(len(root.get("$defs", ())) + 2):
        if not (isinstance(node, Mapping) and "$ref" in node):
            break
        node = root if node["$ref"] == "#" else root["$defs"].get(node["$ref"].rpartition("/")[2], True)
    return node


def forms(node: Node, root: Node) -> list[Node]:
    """`node`, and each schema that the same value may have to obey: of allOf, anyOf, oneOf, a condition, a `$ref`."""
    found: list[Node] = []
    left = [node]
    while left:
        each = follow(left.pop(0), root)
        if any(each is other for other in found):
            continue
        found.append(each)
        if isinstance(each, Mapping):
            left += [branch for key in _BRANCHES for branch in each.get(key, ())]
            left += [each[key] for key in _CONDITIONS if key in each]
            left += each.get("dependentSchemas", {}).values()
    return found


def types(node: Node, root: Node) -> set[str]:
    """The JSON types that a value may have; empty where the schema names none."""
    found: set[str] = set()
    for form in forms(node, root):
        if not isinstance(form, Mapping):
            continue
        named = form.get("type", [])
        found.update([named] if isinstance(named, str) else named)
        values = [*form.get("enum", ()), *([form["const"]] if "const" in form else ())]
        if not named:
            found.update(_JSON_TYPES.get(type(value), "null") for value in values)
        if "properties" in form:
            found.add("object")
        if "items" in form:
            found.add("array")
    return found


def member(node: Node, name: str, root: Node) -> Node | None:
    """The schema of a property, by all branches that know it; None where none does, True where any may be there.

    A property is unknown even where the schema lets others pass by saying nothing of them.
    """
    found = []
    silent = True
    for form in forms(node, root):
        if not isinstance(form, Mapping):
            continue
        if any(_is_free(branch, root) for key in _CHOICES for branch in form.get(key, ())):
            found.append(True)
        if name in form.get("properties", {}):
            found.append(form["properties"][name])
        found += [each for pattern, each in form.get("patternProperties", {}).items() if _matches(pattern, name)]
        for key in ("additionalProperties", "unevaluatedProperties"):
            if name not in form.get("properties", {}) and form.get(key, False) is not False:
                found.append(form[key])
        silent = silent and not ({"properties", "patternProperties", "additionalProperties"} & form.keys())
    if not found:
        return True if silent else None
    return found[0] if len(found) == 1 else {"anyOf": found}


def _matches(pattern: str, name: str) -> bool:
    """Whether the pattern matches, or may do so in another dialect than Python's."""
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return True


def _is_free(branch: Node, root: Node) -> bool:
    """Whether one of several forms is an object, or anything, of which the contract says no more."""
    branch = follow(branch, root)
    if not isinstance(branch, Mapping):
        return branch is True
    return "object" in branch.get("type", "object") and not branch.keys() & _SAYS_MORE


def item(node: Node, index: int, root: Node) -> Node:
    """The schema of an array's item."""
    found = []
    for form in forms(node, root):
        if isinstance(form, Mapping):
            first = form.get("prefixItems", [])
            found += [first[index]] if index < len(first) else [form["items"]] if "items" in form else []
    return True if not found else found[0] if len(found) == 1 else {"anyOf": found}


def unknown_fields(value: Any, node: Node, root: Node, within: str = "") -> Iterator[str]:
    """The members of `value`, as `filter.limits[0].from`, that no branch of the schema knows."""
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from unknown_fields(each, item(node, index, root), root, f"{within}[{index}]")
    elif isinstance(value, Mapping):
        for name, each in value.items():
            field = f"{within}.{name}" if within else name
            schema = member(node, name, root)
            if schema is None:
                yield field
            else:
                yield from unknown_fields(each, schema, root, field)


def typed(value: Any, node: Node, root: Node) -> Any:
    """A value that travelled as text, or an array or object of such, in the types that the schema has."""
    if isinstance(value, list):
        return [typed(each, item(node, index, root), root) for index, each in enumerate(value)]
    if isinstance(value, dict):
        return {name: typed(each, member(node, name, root) or True, root) for name, each in value.items()}
    return _typed(value, types(node, root)) if isinstance(value, str) else value


def _typed(text: str, wanted: set[str]) -> Any:
    number = _INTEGER if "integer" in wanted else _NUMBER if "number" in wanted else None
    if wanted >= {"integer", "number"}:
        number = _NUMBER
    if number and number.fullmatch(text):
        return json.loads(text)
    if "boolean" in wanted and text in ("true", "false"):
        return text == "true"
    return None if "null" in wanted and text in ("null", "") and "string" not in wanted else text
