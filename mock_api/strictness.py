"""What the API forgives, and a good example does not do: each is a violation in the journal, never a rejection.

Others are noted where they are met: in `checks`, and by the default for any API.
"""

import re
from urllib.parse import unquote

from asrun.operation import Operation
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


def check_use(request: ApiRequest, operation: Operation) -> None:
    """Notes what the operation does not read, or would read without."""
    content_type = request.values("content-type")
    parameters = content_type[0].partition(";")[2].strip() if content_type and operation.takes_body else ""
    if parameters and not _CHARSET.fullmatch(parameters):
        request.note("content_type_parameter", f"JSON is UTF-8, and needs no {parameters}")
    if request.idempotency_key is not None and not any(each.name == IDEMPOTENCY_KEY for each in operation.parameters):
        detail = f"{request.method} {request.path} does not read {IDEMPOTENCY_KEY}"
        request.note("unused_idempotency_key", detail)
