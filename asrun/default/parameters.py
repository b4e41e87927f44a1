"""The parameters of a request, in each place and style that OpenAPI has."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from starlette.requests import cookie_parser

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
    pairs = parse_qsl(query, keep_blank_values=True)
    cookies = [pair for name, line in fields if name == "cookie" for pair in cookie_parser(line).items()]
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
            value = _split(_kind(parameter), ",".join(texts), ",", str, paired=parameter.explode) if texts else None
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
    elif value == "" and parameter.spec.get("allowEmptyValue"):
        kept[parameter.name] = value
        return
    else:
        value = typed(value, bundle, bundle)
    kept[parameter.name] = value
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
    kind, paired = _kind(parameter), parameter.explode
    prefix = {"label": ".", "matrix": ";"}.get(parameter.style, "")
    if not text or not text.startswith(prefix):
        return None
    text = text.removeprefix(prefix)
    if parameter.style == "matrix" and not (paired and kind == "object"):
        parts = [part.partition("=") for part in text.split(";")]
        text, prefix = ",".join(value for name, _, value in parts if name == parameter.name), ""
    return _split(kind, text, (prefix if paired else "") or ",", unquote, paired=paired) if text else None


def _split(kind: str, text: str, separator: str, decode: Callable[[str], str], *, paired: bool) -> Any:
    """The parts of an array or object, which is `R=100,G=200` where it is `paired`, else `R,100,G,200`."""
    if not kind:
        return decode(text)
    parts = [decode(part.strip()) for part in text.split(separator)] if text else []
    if kind == "array":
        return parts
    if paired:
        return {name: value for name, _, value in (part.partition("=") for part in parts)}
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _query(parameter: Parameter, pairs: Pairs, named: set[str], known: set[str]) -> Any:
    """The value; the names of the pairs that it was read from become `known`."""
    kind, bundle = _kind(parameter), parameter.schema.bundle
    if parameter.style == "deepObject" and kind:
        deep = [pair for pair in pairs if pair[0].startswith(f"{parameter.name}[")]
        known.update(name for name, _ in deep)
        return nested(deep) if deep else None
    if kind == "object" and parameter.explode:
        own = {name: value for name, value in pairs if name not in named and member(bundle, name, bundle) is not None}
        known.update(own)
        return own or ({} if parameter.required else None)  # its schema says what must be there
    known.add(parameter.name)
    texts = [value for name, value in pairs if name == parameter.name]
    if not kind or not texts:
        return texts[-1] if texts else None
    separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(parameter.style, ",")
    return texts if parameter.explode else _split(kind, separator.join(texts), separator, str, paired=False)


def nested(pairs: Pairs) -> Any:
    """`filter[size][]=1&filter[size][]=2` as an object, `items[0][size]=1` as an array: what is in the brackets."""
    value: dict[str, Any] = {}
    for name, text in pairs:
        keys = name[name.index("[") + 1 :].removesuffix("]").split("][")
        inner = value
        for key in keys[:-1]:
            inner = inner.setdefault(key, {})
            if not isinstance(inner, dict):
                break
        else:
            inner[keys[-1]] = text if keys[-1] else [*inner.get("", []), text]
    return _lists(value)


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value.keys() == {""}:
        return value[""]
    members = {name: _lists(each) for name, each in value.items()}
    return list(members.values()) if members and all(map(str.isdecimal, members)) else members
