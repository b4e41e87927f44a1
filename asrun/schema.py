"""A schema of the contract: JSON Schema 2020-12, as OpenAPI 3.1 has it or as OpenAPI 3.0 means it."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Literal, TypeAlias

FieldError: TypeAlias = dict[str, str]
"""A `field`, such as `max_tokens` or `events[0]`, empty for the whole value; and a `message`, what it must be."""

Check: TypeAlias = Callable[[Any], list[FieldError]]
Direction: TypeAlias = Literal["request", "response"]
DIRECTIONS: tuple[Direction, Direction] = ("request", "response")

SCHEMAS_BY_NAME = ("properties", "patternProperties", "dependentSchemas")
SCHEMA_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMAS = (
    *("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"),
    *("unevaluatedItems", "unevaluatedProperties"),
)
_NOT_SENT = {"request": "readOnly", "response": "writeOnly"}
_DATA = ("const", "default", "example")
_BITS = {"int32": 31, "int64": 63}
_LEFT_OUT = (
    *("nullable", "discriminator", "xml", "externalDocs", "definitions", "$defs", "$schema", "$id"),
    *("title", "description", "deprecated", "$comment", "$recursiveAnchor"),
    *("$anchor", "$dynamicAnchor", "$dynamicRef"),  # any value obeys these
)


class SchemaError(ValueError):
    """A schema cannot be used; the message says why, in one line."""


class Schema:
    """A schema of a contract.

    `compile_schema` makes the check of a schema that refers to nothing but its own `$defs`. Nothing is translated or
    compiled before it is asked for: a run meets few of a contract's schemas.
    """

    def __init__(self, node: Any, translator: "Translator", compile_schema: Callable[[Any], Check]) -> None:
        self._node = node
        self._translator = translator
        self._compile = compile_schema

    @cached_property
    def bundle(self) -> Mapping[str, Any]:
        """The schema in draft 2020-12 with all that it refers to in its `$defs`."""
        return self._translator.bundle(self._node)

    @cached_property
    def check(self) -> Check:
        """Says what is wrong with a value. Raises `SchemaError` where the schema is broken."""
        return self._compile(self.bundle)


class Translator:
    """Translates a contract's schemas for one direction to draft 2020-12, each that is referred to once."""

    def __init__(self, resolve: Callable[[str], Any], direction: Direction) -> None:
        self._resolve = resolve
        self._not_sent = _NOT_SENT[direction]
        self._numbers: dict[str, int] = {}
        self._made: dict[str, tuple[Any, list[str]]] = {}
        self._met: list[str] = []
        self._here = ""

    def bundle(self, node: Any) -> Mapping[str, Any]:
        """The schema at `node` with all that it refers to in its `$defs`."""
        schema, references = self._with_references(node)
        if isinstance(schema, bool):
            return {} if schema else {"not": {}}
        reached: dict[str, Any] = {}
        left = [*references]
        while left:
            reference = left.pop()
            if reference in reached:
                continue
            if reference not in self._made:
                self._made[reference] = self._with_references(self._resolve(reference), reference)
            reached[reference], more = self._made[reference]
            left += more
        defs = {f"d{self._numbers[each]}": its for each, its in reached.items()}
        return {**schema, "$defs": defs} if defs else schema

    def _with_references(self, node: Any, reference: str = "") -> tuple[Any, list[str]]:
        self._met, self._here = [], reference
        return self._translate(node, ()), self._met

    def _reference(self, reference: str) -> str:
        self._met.append(reference)
        return f"#/$defs/d{self._numbers.setdefault(reference, len(self._numbers))}"

    def _translate(self, node: Any, around: tuple[Any, ...]) -> Any:
        """`around` are the schemas of the same value of which this is a branch."""
        if not isinstance(node, Mapping):
            return node if isinstance(node, bool) else True
        if "$recursiveRef" in node:  # of 2019-09: the schema that it is in
            return {"$ref": self._reference(self._here) if self._here else "#"}
        same = (*around, node)
        said = {key: value for key, value in node.items() if value is not None or key in _DATA}
        schema = {key: self._member(key, value, same) for key, value in said.items() if key not in _LEFT_OUT}
        if isinstance(node.get("type"), str) and node["type"] not in TYPES:
            del schema["type"]  # `file`, `any` …: no schema knows them
        if not isinstance(schema.get("examples", []), list):
            del schema["examples"]
        if isinstance(node.get("required"), list):
            required = dict.fromkeys(node["required"])  # none twice
            schema["required"] = [
                name for name in required if not any(self._is_left_out(each, name, ()) for each in same)
            ]
        else:
            schema.pop("required", None)  # `required: true` beside a property is of Swagger's time
        if schema.get("additionalProperties") is False:
            schema.setdefault("properties", {})  # without any, jsonschema_rs does not name what is too much
        _bound(schema)
        if isinstance(reference := schema.get("$ref"), str):
            target = self._reference(reference)
            others = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**others, "allOf": [{"$ref": target}, *others.get("allOf", [])]} if others else {"$ref": target}
        if isinstance(node.get("discriminator"), Mapping):
            self._discriminate(node, schema)
        return _nullable(schema) if node.get("nullable") is True else schema

    def _member(self, key: str, value: Any, around: tuple[Any, ...]) -> Any:
        if key in SCHEMAS_BY_NAME and isinstance(value, Mapping):
            return {str(name): self._translate(each, ()) for name, each in value.items()}
        if key in SCHEMA_LISTS and isinstance(value, list):
            return [self._translate(each, () if key == "prefixItems" else around) for each in value]
        return self._translate(value, around if key in ("if", "then", "else") else ()) if key in SCHEMAS else value

    def _is_left_out(self, node: Any, name: str, seen: tuple[Any, ...]) -> bool:
        """Whether a property is not sent in this direction, so that `required` does not mean it."""
        if not isinstance(node, Mapping) or any(node is each for each in seen):
            return False
        seen = (*seen, node)
        spec = node["properties"].get(name) if isinstance(node.get("properties"), Mapping) else None
        while isinstance(spec, Mapping):
            if spec.get(self._not_sent) is True:
                return True
            spec = self._resolve(spec["$ref"]) if isinstance(spec.get("$ref"), str) else None
        branches = [*(node["allOf"] if isinstance(node.get("allOf"), list) else ())]
        branches += [self._resolve(node["$ref"])] if isinstance(node.get("$ref"), str) else []
        return any(self._is_left_out(each, name, seen) for each in branches)

    def _discriminate(self, node: Mapping[str, Any], schema: dict[str, Any]) -> None:
        """The member decides which of the forms counts, where several would do: one in the mapping, or one it names."""
        forms, name = node.get("oneOf", node.get("anyOf")), node["discriminator"].get("propertyName")
        mapping = node["discriminator"].get("mapping") or {}
        if not forms:
            if mapping:
                schema["x-forms"] = [{"$ref": self._reference(_full(target))} for target in mapping.values()]
            schema.setdefault("x-forms", [True])
            return
        schema.pop("oneOf", None)
        schema["anyOf"] = []
        names = [str(form.get("$ref")).rpartition("/")[2] for form in forms]
        for form, own in zip(forms, names, strict=True):
            values = [value for value, target in mapping.items() if _full(target) == form.get("$ref")]
            others = [each for each in names if each != own]
            named = {"required": [name], "properties": {name: {"enum": values or others}}}
            schema["anyOf"].append({**(named if values else {"not": named}), "allOf": [self._translate(form, (node,))]})


def _full(target: str) -> str:
    return target if "/" in target or "#" in target else f"#/components/schemas/{target}"


def _bound(schema: dict[str, Any]) -> None:
    """Says the bounds as 2020-12 does, and those of a number's format."""
    for bound, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(bound), bool) and schema.pop(bound) and limit in schema:
            schema[bound] = schema.pop(limit)
    if bits := _BITS.get(str(schema.get("format"))):
        schema.setdefault("minimum", -(2**bits))
        schema.setdefault("maximum", 2**bits - 1)


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema.get("type"), str):
        schema = {**schema, "type": [schema["type"], "null"]}
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


TYPES = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
