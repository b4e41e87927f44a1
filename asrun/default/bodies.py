"""Bodies in each media type: a request's is read, a response's is written."""

import json
from collections import Counter
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from typing import Any, NamedTuple, NoReturn
from urllib.parse import parse_qsl, urlencode

from asrun.default.messages import RefusalError
from asrun.default.parameters import nested
from asrun.forms import member, typed, types
from asrun.journal import Violation
from asrun.operation import Media, bare, is_json

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
EVENTS = "text/event-stream"
LINES = ("application/x-ndjson", "application/jsonl", "application/json-seq", "application/x-json-stream")

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def read(media: Media, content_type: str, body: bytes, violations: list[Violation]) -> Any:
    """The value in a body of that media type; a text where the type has no structure.

    Raises `RefusalError`.
    """
    kind = bare(content_type)
    if is_json(kind):
        return parse_json(body, violations)
    bundle = media.schema.bundle
    if kind == FORM:
        try:
            fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise RefusalError((400, 422), "the form is not in UTF-8") from None
    elif kind == MULTIPART:
        fields = _texts(content_type, body)
    else:
        return body.decode("utf-8" if kind.startswith("text/") else "latin-1", "replace")
    found: dict[str, list[tuple[str, str]]] = {}
    for name, text in fields:
        outer = name.partition("[")[0]
        deep = member(bundle, name, bundle) is None and member(bundle, outer, bundle) is not None
        found.setdefault(outer if deep else name, []).append((name, text))
    return {name: _field(name, pairs, media) for name, pairs in found.items()}


def has_structure(media: Media, content_type: str) -> bool:
    """Whether what `read` makes of a body is what its schema is about: not so for a file, or for XML."""
    kind = bare(content_type)
    bundle = media.schema.bundle
    return (
        is_json(kind) or kind in (FORM, MULTIPART) or (kind.startswith("text/") and "string" in types(bundle, bundle))
    )


def parse_json(body: bytes, violations: list[Violation]) -> Any:
    """The JSON value in `body`, as strict as RFC 8259 and RFC 7493 want it; of members with one name the last counts.

    Raises `RefusalError` where it is no JSON in UTF-8, or nested too deep, or has a number or character that no program
    can be sure to read.
    """
    doubled: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs) and not doubled:
            doubled.extend(Counter(name for name, _ in pairs) - Counter(found.keys()))
        return found

    try:
        value = json.loads(body.decode(), object_pairs_hook=members, parse_constant=_constant)
        if doubled:
            violations.append(Violation("duplicate_json_key", f"write the member {doubled[0]} once"))
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise RefusalError((400, 422), f"the body is not JSON in UTF-8: {error}") from None
    return value


def writable(document: Any, media_type: str) -> bool:
    """Whether `write` knows how `document` looks in that media type: not an object in XML, HTML or CSV."""
    kind = bare(media_type)
    is_text = kind.startswith("text/") or kind.endswith("xml")
    return not (document and isinstance(document, dict | list) and is_text) or is_json(kind) or kind == EVENTS


def write(document: Any, media_type: str) -> bytes:
    """`document` as a body of that media type; a text is written as it is where the type is not JSON."""
    kind = bare(media_type)
    if isinstance(document, bytes):
        return document
    if isinstance(document, str) and not is_json(kind):
        return document.encode()
    if kind == FORM and isinstance(document, Mapping):
        return urlencode(document, doseq=True).encode()
    parts = document if isinstance(document, list) else [document]
    if kind == EVENTS:
        return "".join(map(_event, parts)).encode()
    if kind in LINES:
        return "".join(f"{_encode(each)}\n" for each in parts).encode()
    return _encode(document).encode()


def _event(event: Any) -> str:
    """An event of a stream: its fields where it has `data`, else the data itself."""
    fields = event if isinstance(event, dict) and "data" in event else {"data": event}
    lines = {name: value if isinstance(value, str) else _encode(value) for name, value in fields.items()}
    return "".join(f"{name}: {line}\n" for name, value in lines.items() for line in value.split("\n")) + "\n"


def _field(name: str, pairs: list[tuple[str, str]], media: Media) -> Any:
    """The value of a form's field: as JSON, by names with brackets, or from one field for each item of an array."""
    bundle = media.schema.bundle
    schema = member(bundle, name, bundle)
    wanted = types(schema, bundle)
    values = [_member(text, wanted) for _, text in pairs]
    value = values[-1]
    if any(each != name for each, _ in pairs):
        value = nested([(each, text) for each, text in pairs if each != name])
    elif "array" in wanted and not isinstance(value, list):
        explode = media.spec.get("encoding", {}).get(name, {}).get("explode", True)
        value = values if explode else pairs[-1][1].split(",")
    return typed(value, schema, bundle)


def _member(text: str, wanted: set[str]) -> Any:
    if text[:1] in ("{", "[") and wanted & {"object", "array"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _texts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The parts of a multipart body by their names; files as texts of one character a byte."""
    if (found := parts(content_type, body)) is None:
        raise RefusalError((400, 422), "the body is not what its boundary says")
    return [
        (part.name, part.content.decode("latin-1") if part.is_file else part.content.decode("utf-8", "replace"))
        for part in found
    ]


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class Part(NamedTuple):
    """A field of the form, or a file."""

    name: str
    content: bytes
    is_file: bool


def parts(content_type: str, body: bytes) -> list[Part] | None:
    """The parts of `body` in order, or None where it is not what the boundary in `content_type` says."""
    message: Message = BytesParser().parsebytes(f"content-type: {content_type}\r\n\r\n".encode("latin-1") + body)
    if not message.is_multipart():
        return None
    found = []
    for part in message.get_payload():
        assert isinstance(part, Message)
        content = part.get_payload(decode=True)
        name = str(part.get_param("name", header="content-disposition"))
        is_file = part.get_filename() is not None
        found.append(Part(name, content if isinstance(content, bytes) else part.as_bytes(), is_file))
    return found
