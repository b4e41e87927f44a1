"""Values that obey a schema, from its examples or made up: the same schema has the same value in each run."""

import importlib
import json
import math
import operator
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from asrun.forms import Node, follow
from asrun.schema import Schema

DEPTH = 4
"""How deep an object is whose members need not be there."""

DEEPEST = 40

WAYS = 8
"""How many ways to read each part of a schema are tried."""

_FORMATS = {
    "date-time": "2026-01-01T12:00:00Z",
    "date": "2026-01-01",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "user@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/path",
    "uri-template": "/path/{id}",
    "json-pointer": "/member",
    "regex": "^text$",
    "byte": "dGV4dA==",
    "uuid": "7f1a3c52-0c56-4f1c-9a51-5f1f0c9d1e10",
}


_DONE = re.compile(r"(\w+_)?(completed?|done|finished|succeeded|success|validated)", re.IGNORECASE)
"""A state in which a job has ended well: programs that wait for that would never end."""
_MORE = re.compile("has_?(more|next(_?page)?)", re.IGNORECASE)


class _TooDeepError(Exception):
    """A schema asks for itself without an end."""


def sample(schema: Schema, like: Mapping[str, Any] | None = None) -> Any:
    """A value of the schema as a response has it; of several forms that which `like`, an object, may have too.

    It is a guess where no sample could be found that obeys: `schema.check` tells.
    """
    check, bundle = schema.check, schema.bundle
    value = None
    for examples, optional in ((True, True), (False, True), (False, False)):
        try:
            value = _Sampler(bundle, like or {}, examples, optional).value(bundle)
        except _TooDeepError:
            continue
        if not check(value):
            break
    return value


def last_page(document: Any) -> Any:
    """`document` without a promise of more, such as `has_more`: programs that read every page would never end."""
    if not isinstance(document, dict):
        return document
    return {name: False if value is True and _MORE.fullmatch(name) else value for name, value in document.items()}


@dataclass(frozen=True)
class _Sampler:
    """`optional` says whether members that need not be there are."""

    root: Node
    like: Mapping[str, Any]
    examples: bool
    optional: bool
    made: dict[int, tuple[Node, Any]] = field(default_factory=dict)
    """By the schema's identity: what is referred to many times is made once, however large it is."""

    def value(self, node: Node, above: tuple[Any, ...] = ()) -> Any:
        """A value of `node`. Raises `_TooDeepError` where it has to have itself within it."""
        node = follow(node, self.root)
        if len(above) > DEEPEST or (isinstance(node, Mapping) and any(node is each for each in above)):
            raise _TooDeepError
        if id(node) in self.made:
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
            flats = [_merged(flat, other) for flat in flats[:WAYS] for other in self._few(branch, seen)]
        for key in ("oneOf", "anyOf"):
            if node.get(key):
                options = [other for branch in node[key] for other in self._few(branch, seen)]
                options.sort(key=lambda option: option.get("type") == "null")
                flats = [_merged(flat, other) for flat in flats[:WAYS] for other in options]
        yield from flats

    def _is_unlike(self, flat: Mapping[str, Any]) -> bool:
        properties = flat.get("properties", {})
        given = [
            (each, next(self._choices(properties[name]))) for name, each in self.like.items() if name in properties
        ]
        return any(each not in schema.get("enum", [schema.get("const", each)]) for each, schema in given)

    def _few(self, branch: Node, seen: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [choice for choice, _ in zip(self._choices(branch, seen), range(WAYS), strict=False)]

    def _flat(self, node: Mapping[str, Any], above: tuple[Any, ...]) -> Any:
        given = [node[key] for key in ("const", *(("example", "default") if self.examples else ())) if key in node]
        given += node.get("examples", ()) if self.examples else ()
        given += sorted(node.get("enum", ()), key=lambda each: not _DONE.fullmatch(str(each)))
        if given:
            return next((each for each in given if each in node.get("enum", given)), given[0])
        named = node.get("type") or _implied(node)
        kind = named if isinstance(named, str) else next((each for each in named if each != "null"), "null")
        if kind in ("object", "array"):
            return self._object(node, above) if kind == "object" else self._array(node, above)
        if kind in ("integer", "number"):
            return _number(node)
        return _string(node) if kind == "string" else True if kind == "boolean" else None

    def _object(self, node: Mapping[str, Any], above: tuple[Any, ...]) -> dict[str, Any]:
        required = node.get("required", [])
        sent = {name: each for name, each in node.get("properties", {}).items() if not self._is_skipped(each)}
        made = {}
        for name, schema in sent.items():
            if name not in required and (not self.optional or len(above) > DEPTH):
                continue
            try:
                made[name] = self.value(schema, above)
            except _TooDeepError:
                if name in required:
                    raise
        rest = node.get("additionalProperties", True)
        made |= {name: self.value(rest, above) for name in required if name not in node.get("properties", {})}
        least = node.get("minProperties", 1 if isinstance(rest, Mapping) and rest and self.optional else 0)
        for number in range(least - len(made)):
            if len(above) <= DEPTH or "minProperties" in node:
                made[f"key{number + 1 if number else ''}"] = self.value(rest, above)
        return made

    def _is_skipped(self, schema: Node) -> bool:
        schema = schema if isinstance(schema, Mapping) and "writeOnly" in schema else follow(schema, self.root)
        return isinstance(schema, Mapping) and schema.get("writeOnly") is True

    def _array(self, node: Mapping[str, Any], above: tuple[Any, ...]) -> list[Any]:
        first = [self.value(each, above) for each in node.get("prefixItems", [])]
        least = node.get("minItems", 0)
        wanted = max(least, 1 if self.optional and len(above) <= DEPTH and node.get("maxItems", 1) else 0)
        items = node.get("items", True)
        each = [node["contains"]] * node.get("minContains", 1) if "contains" in node else []
        each += [items] * (wanted - len(first) - len(each) if items is not False else 0)
        for number, schema in enumerate(each):
            try:
                first.append(_another(self.value(schema, above), number, next(self._choices(schema), {})))
            except _TooDeepError:
                if len(first) < least:
                    raise
        return first


def _another(value: Any, number: int, node: Mapping[str, Any]) -> Any:
    """`value`, or another one for each `number` after 0: a set has none twice."""
    if not number:
        return value
    if given := node.get("enum", [node["const"]] if "const" in node else []):
        options = [each for each in given if each != value] or given
        return options[(number - 1) % len(options)]
    if isinstance(value, str):
        return str(int(value) + number) if value.isdecimal() else f"{value}{number}"
    return value + number * node.get("multipleOf", 1) if isinstance(value, int | float) else value


def _string(node: Mapping[str, Any]) -> str:
    shortest, longest = node.get("minLength", 0), node.get("maxLength")
    usual = _FORMATS.get(node.get("format", ""), "text").ljust(shortest, "x")[:longest]
    return _matching(node["pattern"], usual, shortest) if "pattern" in node else usual


def _matching(pattern: str, usual: str, shortest: int) -> str:
    """A text of at least `shortest` characters that matches `pattern`, the plainest one; else the `usual` one."""
    rstr = importlib.import_module("rstr")  # not in Pyodide
    pattern = pattern.replace(r"\/", "/").replace("(?i)", "")
    with suppress(re.error):
        if re.search(pattern, usual):
            return usual
    for more in (*range(8), shortest):
        try:
            text: str = rstr.Rstr(_Choices(more)).xeger(pattern)
            found = re.search(pattern, text)
        except (re.error, KeyError, IndexError, OverflowError):
            break  # what only other dialects have
        if found and len(text) >= shortest:
            return text
    return usual


class _Choices(Random):
    """Makes a text short, and the same in every process, where rstr leaves both to chance."""

    def __init__(self, more: int) -> None:
        super().__init__(0)
        self._more = more

    def randint(self, a: int, b: int) -> int:
        return min(a + self._more, b)

    def choice(self, seq: Any) -> Any:
        if not all(isinstance(each, str) for each in seq):
            return seq[0]  # alternatives, not characters
        return next(filter(str.isalnum, sorted(seq)), min(seq))


def _number(node: Mapping[str, Any]) -> int | float:
    step = node.get("multipleOf", 0 if "number" in node.get("type", ()) else 1)
    bounds = [node[key] for key in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum") if key in node]
    steps = [math.ceil(each / step) * step if step else each for each in (1, *bounds)]
    near = [*(each + more * (step or 1) for each in steps for more in (0, 1, -1)), sum(bounds) / max(len(bounds), 1)]
    fitting = (
        each
        for each in near
        if node.get("minimum", each) <= each <= node.get("maximum", each)
        and node.get("exclusiveMinimum", each - 1) < each < node.get("exclusiveMaximum", each + 1)
    )
    value = next(fitting, near[0])
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
