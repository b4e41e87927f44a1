"""What must be the same in every tab: a request without what its client adds by default."""

import json
import re
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl, urlencode

from asrun import ROOT
from asrun.default.bodies import parts
from asrun.examples import recording
from asrun.finding import WIDTH, quote
from asrun.journal import Exchange, Request
from asrun.operation import IDEMPOTENCY_KEY
from asrun.settings import glimpse_settings

CLIENTS_OWN = {
    "host",
    "user-agent",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "transfer-encoding",
    "sec-fetch-mode",
    "expect",
}

CLIENT_FIELDS = re.compile(glimpse_settings(ROOT).get("client_fields", "(?!)"), re.IGNORECASE)
"""What SDKs add by themselves: header fields by name, and members of a JSON body as `name: value`.

asrun.toml says their form.
"""

_OF_ENCODING = re.compile('(charset="?utf-8"?$|boundary=)', re.IGNORECASE)
"""Parameters of a media type that say nothing of what is sent."""

Sent = tuple[tuple[str, str], ...]
"""The parts of a request, each with its value: equal to those of another where they mean the same."""


def sent(request: Request) -> Sent:
    fields = sorted((name.lower(), value.strip()) for name, value in request.fields)
    kind = dict(fields).get("content-type", "").partition(";")[0].lower()
    return (
        ("method", request.method),
        ("path", request.path),
        ("query", urlencode(_query(request.query))),
        *(
            (f"field {name}", _value(name, value))
            for name, value in fields
            if not _clients_own(name, value, request.body)
        ),
        ("body", _body(kind, request)),
    )


def difference(mine: Sent, its: Sent) -> tuple[str, str]:
    """The first part in which two requests differ, as each has it, in words. Raises StopIteration where none does."""

    def values(parts: Sent, name: str) -> list[str]:
        return [value for each, value in parts if each == name]

    name = next(name for name, _ in (*mine, *its) if values(mine, name) != values(its, name))
    found = [values(parts, name) for parts in (mine, its)]
    texts = [", ".join(each) for each in found]
    if name == "body" and max(map(len, texts)) > WIDTH:
        number, *lines = recording.difference(*map(recording.indented, texts))
        one, other = (f"{quote(line.strip())} in line {number} of the body" for line in lines)
        return one, other
    one, other = (_told(name, each) for each in found)
    return one, other


def _told(name: str, values: list[str]) -> str:
    if text := ", ".join(values):
        return f"the {name} {quote(text)}"
    return f"an empty {name}" if values and name.startswith("field") else f"no {name}"


def line(exchange: Exchange) -> str:
    """An exchange as example.toml writes it: `POST /v1/generate 200`, with the query sorted where there is one."""
    query = urlencode(_query(exchange.request.query), safe="{}")  # a key is {main}
    return f"{exchange.request.method} {exchange.request.path}{'?' if query else ''}{query} {exchange.response.status}"


def canonical(value: Any) -> str:
    """JSON as a text in which `true`, `1` and `"1"` differ, but 1.0 is 1, as JavaScript cannot write 1.0.

    What an SDK adds is left out.
    """

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            own = {key for key, member in value.items() if CLIENT_FIELDS.fullmatch(f"{key}: {json.dumps(member)}")}
            return {key: walk(member) for key, member in value.items() if key not in own}
        if isinstance(value, list):
            return [walk(item) for item in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return json.dumps(walk(value), sort_keys=True, ensure_ascii=False)


def _query(query: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(parse_qsl(query, keep_blank_values=True)))


def _clients_own(name: str, value: str, body: bytes) -> bool:
    if name in CLIENTS_OWN or CLIENT_FIELDS.fullmatch(name):
        return True
    means_nothing = {"accept": value in ("*/*", "application/json"), "content-type": not body, "cookie": not value}
    return means_nothing.get(name, False)


def _value(name: str, value: str) -> str:
    if name == IDEMPOTENCY_KEY:
        return "…"  # each run makes its own
    if name == "authorization":
        scheme, *rest = value.split(" ")
        return " ".join([scheme.capitalize(), *rest])
    if name != "content-type":
        return value
    kind, *parameters = (part.strip() for part in value.split(";"))
    return "; ".join([kind.lower(), *(part for part in parameters if not _OF_ENCODING.match(part))])


def _body(kind: str, request: Request) -> str:
    text = request.body.decode(errors="backslashreplace")
    if kind == "multipart/form-data":
        named = next(value for name, value in request.fields if name.lower() == "content-type")
        pairs = [(part.name, part.content) for part in parts(named, request.body) or ()]
        return urlencode(sorted(pairs, key=itemgetter(0)))
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return canonical(json.loads(text, object_pairs_hook=_unique))
        except ValueError:
            return text  # as sent: never equal to canonical JSON
    if kind == "application/x-www-form-urlencoded":
        return urlencode(sorted(parse_qsl(text, keep_blank_values=True)))
    return text


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key occurs twice")
    return members
