"""What the API forgives, and a good example does not do: each is a violation in the journal, never a rejection.

Others are noted where they are met: in `checks`, `body` and `retries`.
"""

import re
from urllib.parse import parse_qsl, unquote

from asrun.contract import Operation
from mock_api.idempotency import IDEMPOTENCY_KEY
from mock_api.key_format import SHAPE
from mock_api.request import ApiRequest

_SHAPE_IN_BYTES = re.compile(SHAPE.pattern.encode())
_CHARSET = re.compile(r'\s*charset="?utf-?8"?\s*', re.IGNORECASE)


def check_message(request: ApiRequest) -> None:
    """Notes what no request should have, wherever it goes."""
    if "%" in request.target.partition("?")[0]:
        request.note("percent_encoded_path", "no path of this API needs percent-encoding")
    if SHAPE.search(unquote(request.query)):
        request.note("key_in_query", "send the key in Authorization: URLs end up in logs and histories")
    if request.body and _SHAPE_IN_BYTES.search(request.body):
        request.note("key_in_body", "send the key in Authorization, not in the body")
    for name, value in request.fields:
        if name != "authorization" and SHAPE.search(value):
            request.note("key_in_other_field", f"send the key in Authorization, not in {name}")
    accepted = request.values("accept")
    if accepted and not any("*/*" in each or "application/" in each for each in accepted):
        request.note("json_not_accepted", f"the response is JSON, whatever Accept: {accepted[0]} says")


def check_use(request: ApiRequest, operation: Operation) -> None:
    """Notes what the operation does not read, or would read without."""
    seen = set()
    for name, _ in parse_qsl(request.query, keep_blank_values=True):
        if name not in operation.query:
            request.note("unknown_query_parameter", f"no such query parameter here: {name}")
        elif name in seen:
            request.note("duplicate_query_parameter", f"write the query parameter {name} once")
        seen.add(name)
    content_type = request.values("content-type")
    if operation.takes_body:
        parameters = content_type[0].partition(";")[2].strip() if content_type else ""
        if parameters and not _CHARSET.fullmatch(parameters):
            request.note("content_type_parameter", f"JSON is UTF-8, and needs no {parameters}")
    elif request.body != b"":
        request.note("unexpected_body", f"{request.method} {request.path} takes no body")
    elif content_type:
        request.note("content_type_without_body", "leave Content-Type out where there is no body")
    if request.idempotency_key is not None and IDEMPOTENCY_KEY not in operation.headers:
        detail = f"{request.method} {request.path} does not read {IDEMPOTENCY_KEY}"
        request.note("unused_idempotency_key", detail)
