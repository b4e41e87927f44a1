"""Bodies in each media type: a request's is read, a response's is written."""

import json
from collections import Counter
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from typing import Any, NoReturn
from urllib.parse import unquote_plus, urlencode

from asrun.default.errors import RefusalError
from asrun.default.parameters import nested
from asrun.forms import member, typed, types
from asrun.journal import Violation
from asrun.operation import Media, is_json

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
LINES = ("application/x-ndjson", "application/jsonl", "application/json-seq", "application/x-json-stream")

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def read(media: Media, content_type: str, body: bytes, violations: list[Violation]) -> Any:
    """The value in a body of that media type; a text where the type has no structure.

    Raises `RefusalError`.
    """
    kind = content_type.partition(";")[0].strip(" \t").lower()
    if is_json(kind):
        return parse_json(body, violations)
    bundle = media.schema.bundle
    if kind == FORM:
        try:
            pairs = [each.partition("=") for each in body.decode().split("&") if each]
            fields = [(unquote_plus(name), unquote_plus(text, errors="strict")) for name, _, text in pairs]
        except UnicodeDecodeError:
            raise RefusalError((400, 422), "the form is not in UTF-8") from None
    elif kind == MULTIPART:
        fields = _parts(content_type, body)
    else:
        return body.decode("utf-8" if kind.startswith("text/") else "latin-1", "replace")
    deep: dict[str, list[tuple[str, str]]] = {}
    for name, text in fields:
        outer, bracket, _ = name.removesuffix("[]").partition("[")
        if bracket and member(bundle, name, bundle) is None and member(bundle, outer, bundle) is not None:
            deep.setdefault(outer, []).append((name, text))
    fields = [(name, text) for name, text in fields if name.partition("[")[0] not in deep]
    value = {name: _field(name, texts, media) for name, texts in _gathered(fields, bundle).items()}
    return value | {name: typed(nested(pairs), member(bundle, name, bundle), bundle) for name, pairs in deep.items()}


def has_structure(media: Media, content_type: str) -> bool:
    """Whether what `read` makes of a body is what its schema is about: not so for a file, or for XML."""
    kind = content_type.partition(";")[0].strip(" \t").lower()
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
    except (ValueError, RecursionError):
        raise RefusalError((400, 422), "the body is not JSON in UTF-8") from None
    return value


def write(document: Any, media_type: str) -> bytes:
    """`document` as a body of that media type; a text is written as it is where the type is not JSON."""
    kind = media_type.partition(";")[0].strip().lower()
    if isinstance(document, bytes):
        return document
    if isinstance(document, str) and not is_json(kind):
        return document.encode()
    if kind == FORM and isinstance(document, Mapping):
        return urlencode(document, doseq=True).encode()
    parts = document if isinstance(document, list) else [document]
    if kind == "text/event-stream":
        return "".join(map(_event, parts)).encode()
    if kind in LINES:
        return "".join(f"{_encode(each)}\n" for each in parts).encode()
    return _encode(document).encode()


def _event(event: Any) -> str:
    """An event of a stream: its fields where it has `data`, else the data itself."""
    fields = event if isinstance(event, dict) and "data" in event else {"data": event}
    lines = {name: value if isinstance(value, str) else _encode(value) for name, value in fields.items()}
    return "".join(f"{name}: {line}\n" for name, value in lines.items() for line in value.split("\n")) + "\n"


def _gathered(fields: list[tuple[str, str]], bundle: Any) -> dict[str, list[str]]:
    gathered: dict[str, list[str]] = {}
    for name, text in fields:
        plain = name.removesuffix("[]")
        gathered.setdefault(name if member(bundle, name, bundle) is not None else plain, []).append(text)
    return gathered


def _field(name: str, texts: list[str], media: Media) -> Any:
    """The value of a form's field, which comes once for each item of an array, or as JSON."""
    bundle = media.schema.bundle
    schema = member(bundle, name, bundle)
    wanted = types(schema, bundle)
    encoding = media.spec.get("encoding", {}).get(name, {})
    if "array" in wanted and encoding.get("explode", True) and not is_json(str(encoding.get("contentType"))):
        return typed([_member(text, wanted) for text in texts], schema, bundle)
    if "array" in wanted and texts[-1][:1] != "[":
        return typed(texts[-1].split(","), schema, bundle)
    return typed(_member(texts[-1], wanted), schema, bundle)


def _member(text: str, wanted: set[str]) -> Any:
    if text[:1] in ("{", "[") and wanted & {"object", "array"}:
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _parts(content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The parts of a multipart body by their names (RFC 7578); files as texts of one character a byte."""
    message: Message = BytesParser().parsebytes(f"content-type: {content_type}\r\n\r\n".encode("latin-1") + body)
    if not message.is_multipart():
        raise RefusalError((400, 422), "the body is not what its boundary says")
    found = []
    for part in message.get_payload():
        assert isinstance(part, Message)
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        is_file = part.get_filename() is not None
        found.append((str(name), payload.decode("latin-1") if is_file else payload.decode("utf-8", "replace")))
    return found


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
