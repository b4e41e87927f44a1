"""What the API forgives, and a good example does not do: each is a violation in the journal, never a rejection.

Others are noted where they are met: in `authentication`, `body` and `retries`.
"""

import re
from urllib.parse import parse_qsl, unquote

from asrun.contract import Operation
from asrun.journal import Violation
from mock_api.idempotency import IDEMPOTENCY_KEY
from mock_api.key_format import SHAPE
from mock_api.received import Received

_SHAPE_IN_BYTES = re.compile(SHAPE.pattern.encode())
_CHARSET = re.compile(r'\s*charset="?utf-?8"?\s*', re.IGNORECASE)


def check_message(request: Received) -> list[Violation]:
    """What no request should have, wherever it goes."""
    found = []
    if "%" in request.target.partition("?")[0]:
        found.append(Violation("percent_encoded_path", "no path of this API needs percent-encoding"))
    if request.query and SHAPE.search(unquote(request.query)):
        found.append(Violation("key_in_query", "send the key in Authorization: URLs end up in logs and histories"))
    if request.body and b"ak_" in request.body and _SHAPE_IN_BYTES.search(request.body):
        found.append(Violation("key_in_body", "send the key in Authorization, not in the body"))
    for name, value in request.fields:
        if "ak_" in value and name != "authorization" and SHAPE.search(value):
            found.append(Violation("key_in_other_field", f"send the key in Authorization, not in {name}"))
    if request.accept and not any("*/*" in each or "application/" in each for each in request.accept):
        found.append(Violation("json_not_accepted", f"the answer is JSON, whatever Accept: {request.accept[0]} says"))
    return found


def check_use(request: Received, operation: Operation) -> list[Violation]:
    """What the operation does not read, or would read without."""
    found = _check_query(request.query, operation) if request.query else []
    if operation.takes_body:
        parameters = request.content_type[0].partition(";")[2] if request.content_type else ""
        if parameters.strip() and not _CHARSET.fullmatch(parameters):
            found.append(Violation("content_type_parameter", f"JSON is UTF-8, and needs no {parameters.strip()}"))
    elif request.body != b"":
        found.append(Violation("unexpected_body", f"{request.method} {request.path} takes no body"))
    elif request.content_type:
        found.append(Violation("content_type_without_body", "leave Content-Type out where there is no body"))
    if request.idempotency_key and IDEMPOTENCY_KEY not in operation.headers:
        detail = f"{request.method} {request.path} does not read {IDEMPOTENCY_KEY}"
        found.append(Violation("unused_idempotency_key", detail))
    return found


def _check_query(query: str, operation: Operation) -> list[Violation]:
    found = []
    seen = set()
    for name, _ in parse_qsl(query, keep_blank_values=True):
        if name not in operation.query:
            found.append(Violation("unknown_query_parameter", f"no such query parameter here: {name}"))
        elif name in seen:
            found.append(Violation("duplicate_query_parameter", f"write the query parameter {name} once"))
        seen.add(name)
    return found
