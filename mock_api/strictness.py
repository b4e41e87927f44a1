"""What the API forgives, and a good example does not do: each is a violation in the journal, never a rejection.

Others are noted where they are met: in `authentication`, `body` and `retries`.
"""

import re
from urllib.parse import parse_qsl, unquote_to_bytes

from mock_api.journal import Violation
from mock_api.received import Received

_KEY = re.compile(rb"ak_(?:test|live)_[0-9A-Za-z]{36}")


def check_message(request: Received) -> list[Violation]:
    """What no request should have, wherever it goes."""
    found = []
    if "%" in request.target.partition("?")[0]:
        found.append(Violation("percent_encoded_path", "no path of this API needs percent-encoding"))
    if request.query and _KEY.search(unquote_to_bytes(request.query)):
        found.append(Violation("key_in_query", "send the key in Authorization: URLs end up in logs and histories"))
    if request.body and b"ak_" in request.body and _KEY.search(request.body):
        found.append(Violation("key_in_body", "send the key in Authorization, not in the body"))
    for name, value in request.fields:
        if b"ak_" in value and name != b"authorization" and _KEY.search(value):
            detail = f"send the key in Authorization, not in {name.decode('latin-1')}"
            found.append(Violation("key_in_other_field", detail))
    if request.accept and not any("*/*" in each or "application/" in each for each in request.accept):
        found.append(Violation("json_not_accepted", f"the answer is JSON, whatever Accept: {request.accept[0]} says"))
    return found


def check_query(query: str, known: frozenset[str]) -> list[Violation]:
    """What the query holds besides the `known` parameters, once each."""
    found = []
    seen = set()
    for name, _ in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            found.append(Violation("unknown_query_parameter", f"no such query parameter here: {name}"))
        elif name in seen:
            found.append(Violation("duplicate_query_parameter", f"write the query parameter {name} once"))
        seen.add(name)
    return found


def check_content(request: Received, takes_body: bool, takes_idempotency_key: bool) -> list[Violation]:
    """What describes a body that is not there, or one in a way that JSON does not need."""
    found = []
    if takes_body:
        parameters = request.content_type[0].partition(";")[2].strip().lower() if request.content_type else ""
        if parameters and parameters.replace('"', "") not in ("charset=utf-8", "charset=utf8"):
            found.append(Violation("content_type_parameter", f"JSON is UTF-8, and needs no {parameters}"))
    elif request.body != b"":
        found.append(Violation("unexpected_body", f"{request.method} {request.path} takes no body"))
    elif request.content_type:
        found.append(Violation("content_type_without_body", "leave Content-Type out where there is no body"))
    if request.idempotency_key and not takes_idempotency_key:
        detail = f"{request.method} {request.path} does not read Idempotency-Key"
        found.append(Violation("unused_idempotency_key", detail))
    return found
