"""The parameters of a request, in each place and style that OpenAPI has."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, unquote_plus

from asrun.forms import member, typed, types
from asrun.operation import Operation, Parameter, is_json
from asrun.schema import FieldError

Pairs = Sequence[tuple[str, str]]


@dataclass(slots=True)
class Values:
    """What a request says, by place and name, with defaults, and what is wrong with it.

    `unknown` and `doubled` are names of query parameters: those of no parameter, and those that came once too often.
    """

    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    cookie: dict[str, Any] = field(default_factory=dict)
    errors: list[FieldError] = field(default_factory=list)
    path_errors: list[FieldError] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def read(operation: Operation, path: Mapping[str, str], query: str, fields: Pairs) -> Values:
    """The values of the operation's parameters; `path` has the raw texts of those in the path, by name."""
    values = Values()
    pairs = [
        (unquote_plus(name), value) for name, _, value in (each.partition("=") for each in query.split("&") if each)
    ]
    cookies = [
        (name.strip(), value)
        for header, line in fields
        if header == "cookie"
        for name, _, value in (each.partition("=") for each in line.split(";"))
    ]
    named = {parameter.name for parameter in operation.parameters if parameter.place == "query"}
    known: set[str] = set()
    for parameter in operation.parameters:
        if parameter.place == "path":
            value = _path(parameter, path.get(parameter.name, ""))
        elif parameter.place == "query":
            value = _query(parameter, pairs, named, known)
            if isinstance(value, str | None) and sum(name == parameter.name for name, _ in pairs) > 1:
                values.doubled.append(parameter.name)
        elif parameter.place == "header":
            texts = [text.strip() for name, text in fields if name == parameter.name.lower()]
            if len(texts) > 1 and not _kind(parameter):
                values.errors.append({"field": parameter.name, "message": "must be sent once"})
                continue
            value = _simple(parameter, ",".join(texts), str, ",") if texts else None
        else:
            value = _query(parameter, cookies, named, set())
        _keep(values, parameter, value)
    values.unknown = list(dict.fromkeys(name for name, _ in pairs if name not in known))
    return values


def _keep(values: Values, parameter: Parameter, value: Any) -> None:
    bundle = parameter.schema.bundle
    kept = getattr(values, parameter.place)
    errors = values.path_errors if parameter.place == "path" else values.errors
    if value is None:
        if parameter.required:
            errors.append({"field": parameter.name, "message": "is required"})
        elif isinstance(bundle, Mapping) and bundle.get("default") is not None:
            kept[parameter.name] = bundle["default"]
        return
    if parameter.media_type and is_json(parameter.media_type):
        try:
            value = json.loads(value)
        except ValueError:
            errors.append({"field": parameter.name, "message": "must be JSON"})
            return
    elif not (value == "" and parameter.spec.get("allowEmptyValue")):
        value = typed(value, bundle, bundle)
    kept[parameter.name] = value
    if not (value == "" and parameter.spec.get("allowEmptyValue")):
        errors += [{**each, "field": _within(parameter.name, each["field"])} for each in parameter.schema.check(value)]


def _within(name: str, inner: str) -> str:
    return name if not inner else f"{name}{inner}" if inner.startswith("[") else f"{name}.{inner}"


def _kind(parameter: Parameter) -> str:
    """`array` or `object`, or empty for what is a text."""
    if parameter.media_type:
        return ""
    wanted = types(parameter.schema.bundle, parameter.schema.bundle)
    return next((kind for kind in ("array", "object") if kind in wanted), "")


def _path(parameter: Parameter, text: str) -> Any:
    separator = ","
    if parameter.style == "label":
        if not text.startswith("."):
            return None
        text, separator = text[1:], "." if parameter.explode else ","
    elif parameter.style == "matrix":
        parts = [part.partition("=") for part in text.split(";")[1:]]
        if parameter.explode and _kind(parameter) == "object":
            return {unquote(name): unquote(value) for name, _, value in parts}
        texts = [value for name, _, value in parts if name == parameter.name]
        if not texts:
            return None
        text = ",".join(texts)
    return _simple(parameter, text, unquote, separator) if text else None


def _simple(parameter: Parameter, text: str, decode: Callable[[str], str], separator: str) -> Any:
    kind = _kind(parameter)
    if not kind:
        return decode(text)
    parts = [decode(part.strip()) for part in text.split(separator)] if text else []
    return parts if kind == "array" else _object(parts, exploded=parameter.explode and parameter.style != "matrix")


def _object(parts: Sequence[str], *, exploded: bool) -> Any:
    """`R=100,G=200` where it is exploded, else `R,100,G,200`."""
    if exploded:
        return {name: value for name, _, value in (part.partition("=") for part in parts)}
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _query(parameter: Parameter, pairs: Pairs, named: set[str], known: set[str]) -> Any:
    """The value; the names of the pairs that it was read from become `known`."""
    kind = _kind(parameter)
    if parameter.style == "deepObject" and kind:
        deep = [(name, unquote_plus(value)) for name, value in pairs if name.startswith(f"{parameter.name}[")]
        known.update(name for name, _ in deep)
        return nested(deep) if deep else None
    if kind == "object" and parameter.explode:
        own = [(name, value) for name, value in pairs if name not in named and _has(parameter, name)]
        known.update(name for name, _ in own)
        return {name: unquote_plus(value) for name, value in own} or None
    known.add(parameter.name)
    texts = [value for name, value in pairs if name == parameter.name]
    if not texts:
        return None
    if not kind:
        return unquote_plus(texts[-1])
    parts = [unquote_plus(part) for text in texts for part in _split(parameter, text)]
    return parts if kind == "array" else _object(parts, exploded=False)


def _has(parameter: Parameter, name: str) -> bool:
    return member(parameter.schema.bundle, name, parameter.schema.bundle) is not None


def _split(parameter: Parameter, text: str) -> Sequence[str]:
    if parameter.explode or not text:
        return [text] if parameter.explode else []
    pattern = {"spaceDelimited": "%20|\\+| ", "pipeDelimited": "%7C|%7c|\\|"}.get(parameter.style, ",")
    return re.split(pattern, text)


def nested(pairs: Pairs) -> Any:
    """`filter[size][]=1&filter[size][]=2` as an object, `items[0][size]=1` as an array: what is in the brackets."""
    value: dict[str, Any] = {}
    for name, text in pairs:
        keys = list(_keys(name[name.index("[") :]))
        inner = value
        for key in keys[:-1]:
            inner = inner.setdefault(key, {})
            if not isinstance(inner, dict):
                break
        else:
            inner[keys[-1]] = text if keys[-1] else [*inner.get("", []), text]
    return _lists(value)


def _keys(brackets: str) -> Iterator[str]:
    yield from brackets.removeprefix("[").removesuffix("]").split("][")


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value.keys() == {""}:
        return value[""]
    members = {name: _lists(each) for name, each in value.items()}
    return list(members.values()) if members and all(map(str.isdecimal, members)) else members
