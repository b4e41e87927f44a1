"""Values that obey a schema, from its examples or made up: the same schema has the same value in each run."""

import json
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from asrun.default.patterns import matching
from asrun.forms import Node, follow
from asrun.schema import Schema

DEPTH = 4
"""How deep an object is whose members need not be there."""

DEEPEST = 40

_FORMATS = {
    "date-time": "2026-01-01T12:00:00Z",
    "date": "2026-01-01",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "iri": "https://example.com/",
    "uri-reference": "/path",
    "uri-template": "/path/{id}",
    "json-pointer": "/member",
    "regex": "^text$",
    "byte": "dGV4dA==",
}


_MORE = re.compile("has_?(more|next(_?page)?)", re.IGNORECASE)


class _TooDeepError(Exception):
    """A schema asks for itself without an end."""


def sample(schema: Schema, like: Mapping[str, Any] | None = None) -> Any:
    """A value of the schema as a response has it; of several forms that which `like`, an object, may have too.

    It is a guess where no sample could be found that obeys: `schema.check` tells.
    """
    bundle = schema.bundle
    value = None
    for examples, optional in ((True, True), (False, True), (False, False)):
        try:
            value = _Sampler(bundle, Random(0), like or {}, examples, optional).value(bundle)
        except _TooDeepError:
            continue
        if not schema.check(value):
            break
    return value


def last_page(document: Any) -> Any:
    """`document` without a promise of more, such as `has_more`: programs that read every page would never end."""
    if not isinstance(document, dict):
        return document
    return {name: False if value is True and _MORE.fullmatch(name) else value for name, value in document.items()}


def new_value(schema: Node, root: Node, random: Random) -> Any:
    """A made-up value of a schema that has it, without its examples: another one each time, where many are possible."""
    try:
        return _Sampler(root, random, varied=True).value(schema)
    except _TooDeepError:
        return None


@dataclass(frozen=True)
class _Sampler:
    """`optional` says whether members that need not be there are, `varied` whether no two values are to be alike."""

    root: Node
    random: Random
    like: Mapping[str, Any] = field(default_factory=dict)
    examples: bool = False
    optional: bool = False
    varied: bool = False
    made: dict[int, tuple[Node, Any]] = field(default_factory=dict)
    """By the schema's identity: what is referred to many times is made once, however large it is."""

    def value(self, node: Node, above: tuple[Any, ...] = ()) -> Any:
        """A value of `node`. Raises `_TooDeepError` where it has to have itself within it."""
        node = follow(node, self.root)
        if len(above) > DEEPEST or (isinstance(node, Mapping) and any(node is each for each in above)):
            raise _TooDeepError
        if id(node) in self.made and not self.varied:
            return self.made[id(node)][1]
        above = (*above, node)
        for flat in sorted(self._choices(node), key=self._is_unlike):
            try:
                value = self._flat(flat, above)
            except _TooDeepError:
                continue
            if isinstance(node, Mapping):
                self.made[id(node)] = node, value
            return value
        raise _TooDeepError

    def _choices(self, node: Node, seen: tuple[Any, ...] = ()) -> Iterator[dict[str, Any]]:
        """Each way to read `node` as one schema without branches: what is null comes last."""
        node = follow(node, self.root)
        if any(node is each for each in seen):
            return
        if not isinstance(node, Mapping):
            yield {}
            return
        seen = (*seen, node)
        flats: list[dict[str, Any]] = [{key: value for key, value in node.items() if key not in ("allOf", "$defs")}]
        for branch in node.get("allOf", ()):
            flats = [_merged(flat, other) for flat in flats for other in self._few(branch, seen)]
        for key in ("oneOf", "anyOf"):
            if node.get(key):
                options = [other for branch in node[key] for other in self._few(branch, seen)]
                options.sort(key=lambda option: option.get("type") == "null")
                flats = [_merged(flat, other) for flat in flats for other in options]
        yield from flats

    def _is_unlike(self, flat: Mapping[str, Any]) -> bool:
        properties = flat.get("properties", {})
        schemas = [
            (value, follow(properties[name], self.root)) for name, value in self.like.items() if name in properties
        ]
        return any(_is_ruled_out(value, schema) for value, schema in schemas if isinstance(schema, Mapping))

    def _few(self, branch: Node, seen: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [choice for choice, _ in zip(self._choices(branch, seen), range(8), strict=False)]

    def _flat(self, node: Mapping[str, Any], above: tuple[Any, ...]) -> Any:
        if "const" in node:
            return node["const"]
        if self.examples:
            for key in ("example", "default"):
                if key in node:
                    return node[key]
            if node.get("examples"):
                return node["examples"][0]
        if node.get("enum"):
            return node["enum"][0]
        named = node.get("type") or _implied(node)
        kind = named if isinstance(named, str) else next((each for each in named if each != "null"), "null")
        makers: Mapping[str, Callable[[Mapping[str, Any], tuple[Any, ...]], Any]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._number,
            "number": self._number,
        }
        return makers[kind](node, above) if kind in makers else True if kind == "boolean" else None

    def _object(self, node: Mapping[str, Any], above: tuple[Any, ...]) -> dict[str, Any]:
        required = node.get("required", [])
        made = {}
        for name, schema in node.get("properties", {}).items():
            if self._is_skipped(schema) or (name not in required and (not self.optional or len(above) > DEPTH)):
                continue
            try:
                made[name] = self.value(schema, above)
            except _TooDeepError:
                if name in required:
                    raise
        rest = node.get("additionalProperties", True)
        made |= {name: self.value(rest, above) for name in required if name not in made and not self._names(node, name)}
        least = node.get("minProperties", 1 if isinstance(rest, Mapping) and rest and self.optional else 0)
        for number in range(least - len(made)):
            if len(above) <= DEPTH or "minProperties" in node:
                made[f"key{number + 1 if number else ''}"] = self.value(rest, above)
        return made

    def _names(self, node: Mapping[str, Any], name: str) -> bool:
        return name in node.get("properties", {}) and self._is_skipped(node["properties"][name])

    def _is_skipped(self, schema: Node) -> bool:
        schema = schema if isinstance(schema, Mapping) and "writeOnly" in schema else follow(schema, self.root)
        return isinstance(schema, Mapping) and schema.get("writeOnly") is True

    def _array(self, node: Mapping[str, Any], above: tuple[Any, ...]) -> list[Any]:
        first = [self.value(each, above) for each in node.get("prefixItems", [])]
        least = node.get("minItems", 0)
        wanted = max(least, 1 if self.optional and len(above) <= DEPTH and node.get("maxItems", 1) else 0)
        items = node.get("items", True)
        for number in range(wanted - len(first) if items is not False else 0):
            try:
                first.append(self.value(items, above) if not number else self._another(items, first, above))
            except _TooDeepError:
                if len(first) < least:
                    raise
        return first

    def _another(self, items: Node, so_far: list[Any], above: tuple[Any, ...]) -> Any:
        """Another item: a set has none twice."""
        node = next(self._choices(items), {})
        options = [each for each in node.get("enum", []) if each not in so_far]
        if options:
            return options[0]
        varied = replace(self, examples=False, varied=True)
        return varied.value(items, above)

    def _string(self, node: Mapping[str, Any], above: tuple[Any, ...]) -> str:
        del above
        shortest, longest = node.get("minLength", 0), node.get("maxLength")
        if "pattern" in node:
            return matching(node["pattern"], shortest, self.random if self.varied else None) or "text"
        if node.get("format") == "uuid":
            return f"{self._hex(8)}-{self._hex(4)}-4{self._hex(3)}-8{self._hex(3)}-{self._hex(12)}"
        text = _FORMATS.get(node.get("format", ""), "text")
        if self.varied and text == "text":
            text += f"_{self._hex(8)}"
        text = text if text != "text" or not shortest else text.ljust(shortest, "x")
        return text[:longest] if longest is not None else text.ljust(shortest, "x")

    def _number(self, node: Mapping[str, Any], above: tuple[Any, ...]) -> int | float:
        del above
        whole = "number" not in node.get("type", ())
        step = node.get("multipleOf", 1 if whole else 0)
        low, over = node.get("minimum"), node.get("exclusiveMinimum")
        high, under = node.get("maximum"), node.get("exclusiveMaximum")
        least = max((each for each in (low, over) if each is not None), default=None)
        most = min((each for each in (high, under) if each is not None), default=None)
        value: int | float = 1 if least is None else least
        if self.varied:
            value = (least or 0) + self.random.randrange(1, 10**6 if most is None else max(2, int(most - (least or 0))))
        if most is not None and value > most:
            value = most
        if step:
            value = math.ceil(value / step) * step
            value = value + step if over is not None and value <= over else value
            value = value - step if (most is not None and value > most) or value == under else value
        elif value in (over, under):
            value = (over + most) / 2 if over is not None and most is not None else value + (1 if value == over else -1)
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def _hex(self, digits: int) -> str:
        return "".join(self.random.choice("0123456789abcdef") for _ in range(digits))


def _is_ruled_out(value: Any, schema: Mapping[str, Any]) -> bool:
    listed = [each for part in (schema, *schema.get("allOf", ())) for each in [_values(part)] if each is not None]
    return any(value not in values for values in listed)


def _values(schema: Node) -> list[Any] | None:
    if not isinstance(schema, Mapping):
        return None
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _implied(node: Mapping[str, Any]) -> str:
    """The type of a schema that does not say it."""
    for kind, keys in (
        ("object", {"properties", "required", "additionalProperties", "minProperties"}),
        ("array", {"items", "prefixItems", "minItems"}),
        ("string", {"pattern", "minLength", "maxLength", "format"}),
        ("number", {"minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum"}),
    ):
        if keys & node.keys():
            return kind
    return "object"


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A schema that says what both say."""
    merged = {**other, **one}
    for key in one.keys() & other.keys():
        mine, its = one[key], other[key]
        if key == "properties":
            both = {name: {"allOf": [mine[name], its[name]]} for name in mine.keys() & its.keys()}
            merged[key] = {**its, **mine, **both}
        elif key == "required":
            merged[key] = [*mine, *(name for name in its if name not in mine)]
        elif key == "enum":
            merged[key] = [each for each in mine if each in its] or mine
        elif key == "type":
            listed = [set([each] if isinstance(each, str) else each) for each in (mine, its)]
            merged[key] = sorted(operator.and_(*listed)) or mine
        elif key.startswith("min") or key == "exclusiveMinimum":
            merged[key] = max(mine, its)
        elif key.startswith("max") or key == "exclusiveMaximum":
            merged[key] = min(mine, its)
        elif key == "items" and json.dumps(mine) != json.dumps(its):
            merged[key] = {"allOf": [mine, its]}
    return merged
