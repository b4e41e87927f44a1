"""Schemas in the words of a table."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from asrun.references import References

DEPTH = 8
"""How far a type is followed: a schema may refer to itself."""


class Field(NamedTuple):
    """A member of an object, as `usage.tokens` or `trees[].name`, or a parameter: `place` is where it's sent."""

    name: str
    schema: Any
    required: bool
    description: str
    place: str = "body"


class Words:
    """Reads the schemas of a contract by its references."""

    def __init__(self, references: References) -> None:
        self._references = references

    def named(self, name: str) -> dict[str, Any]:
        return self.whole({"$ref": f"#/components/schemas/{name}"})

    def whole(self, node: Any) -> dict[str, Any]:
        """A schema with what it refers to, and the objects that it's made of. Raises ContractError."""
        if not isinstance(node, Mapping):
            return {}
        schema = {**self._references.follow(node), **node}
        for part in map(self.whole, schema.pop("allOf", ())):
            properties = {**part.get("properties", {}), **schema.get("properties", {})}
            required = [*part.get("required", ()), *schema.get("required", ())]
            schema = {**part, **schema, "properties": properties, "required": required}
        return schema

    def branches(self, node: Any) -> list[Any]:
        """The schemas of which a value has one, or the schema itself."""
        schema = self.whole(node)
        return list(schema.get("oneOf", schema.get("anyOf", [schema])))

    def fields(self, node: Any, prefix: str = "", above: tuple[Any, ...] = ()) -> Iterator[Field]:
        """The members of an object, and those of the objects within it, but for one that has itself within it."""
        forms = [self.whole(each) for each in (*self.branches(node), node)]
        properties = {name: its for each in forms for name, its in each.get("properties", {}).items()}
        for name, its in properties.items() if properties not in above else ():
            field, within = self.whole(its), f"{prefix}{name}{'[]' * ('items' in self.whole(its))}."
            *each_needs, needs = (name in each.get("required", ()) for each in forms)
            yield Field(prefix + name, its, needs or all(each_needs), field.get("description", ""))
            yield from self.fields(field.get("items", field), within, (*above, properties))

    def names(self, node: Any, many: str = "", depth: int = 3) -> Iterator[tuple[str, str]]:
        """The names of the schemas that a body has, its own first, each with "list of " where it has many."""
        if isinstance(node, Mapping) and "$ref" in node:
            yield node["$ref"].rpartition("/")[2], many
        schema = self.whole(node) if depth else {}
        for each in schema.get("properties", {}).values():
            yield from self.names(each, many, depth - 1)
        yield from self.names(schema.get("items"), "list of ", depth - 1) if depth else ()

    def kind(self, node: Any, depth: int = DEPTH) -> str:
        """A schema as `integer, 1 to 4096, 256 by default`."""
        schema, branches = self.whole(node), self.branches(node)
        types = schema.get("type", "object" if "properties" in schema else "any")
        types = [types] if isinstance(types, str) else types
        kinds = [
            "`null`" if each == "null" else self._plain(schema, each, depth)
            for each in sorted(types, key="null".__eq__)
        ]
        if schema not in branches and depth:
            kinds = [self.kind(each, depth - 1) for each in branches]
        text = " or ".join(dict.fromkeys([*kinds, *["`null`"] * bool(schema.get("nullable"))]))
        return f"{text}, {_value(schema['default'])} by default" if "default" in schema else text

    def _plain(self, schema: Mapping[str, Any], name: str, depth: int) -> str:
        if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
            return ", ".join(f"`{_value(value)}`" for value in values if value is not None)
        if name == "array":
            kind = self.kind(schema["items"], depth - 1) if depth and "items" in schema else ""
            return f"list of {kind}{'s' * kind.isalpha()}".removesuffix(" of ")
        if name in ("integer", "number"):
            return name + _bounds(schema, "minimum", "maximum")
        if prefix := re.fullmatch(r"\^(\w+)\[0-9\]\{(\d+)\}\$", schema.get("pattern", "")):
            return f"`{prefix[1]}` and {prefix[2]} digits"
        if name == "string" and "maxLength" in schema:
            return f"string{_bounds(schema, 'minLength', 'maxLength')} characters"
        return "time" if schema.get("format") == "date-time" else name


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _bounds(schema: Mapping[str, Any], low: str, high: str) -> str:
    if high not in schema:
        return f", {schema[low]} or more" if low in schema else ""
    return f", {schema[low]} to {schema[high]}" if low in schema else f", up to {schema[high]}"
