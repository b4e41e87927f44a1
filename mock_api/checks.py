"""Whether a key may do what a request asks for: the checks before those of the contract, in its order.

What the API forgives, and a good example does not do, is a violation in the journal, never a rejection.
"""

import re

from asrun.operation import Operation, bare, is_json
from mock_api.errors import challenged, invalid_token, missing_api_key, service_unavailable
from mock_api.key_format import SHAPE
from mock_api.keys import Key
from mock_api.request import ApiRequest
from mock_api.resources import timestamp
from mock_api.sandbox import Sandbox

_SHAPE_IN_BYTES = re.compile(SHAPE.pattern.encode())
_CHARSET = re.compile(r'\s*charset="?utf-?8"?\s*', re.IGNORECASE)


def admit(request: ApiRequest, sandbox: Sandbox, operation: Operation) -> None:
    """Lets the request pass where its key may do that now; raises `ApiError` at the first check that fails."""
    if not operation.security:
        return
    key = request.key = authenticate(bearer_token(request), sandbox)
    _count(request, sandbox)
    if operation.scope is not None and not key.allows(operation.scope):
        challenge = f'error="insufficient_scope", scope="{operation.scope}"'
        details = {"required": operation.scope, "granted": list(key.permissions)}
        raise challenged("INSUFFICIENT_PERMISSIONS", challenge, **details)


def bearer_token(request: ApiRequest) -> str:
    """The token in `Authorization` (RFC 9110, section 11.6.2; RFC 6750).

    Raises `ApiError`: 400 for more than one field, 401 where there is no token to look at.
    """
    values = request.values("authorization")
    if len(values) > 1:
        raise challenged("INVALID_REQUEST", 'error="invalid_request"')
    scheme, _, token = values[0].strip(" \t").partition(" ") if values else ("", "", "")
    if scheme.lower() != "bearer":
        raise missing_api_key()
    if scheme != "Bearer":
        request.note("lowercase_bearer", f"write the scheme as Bearer, not as {scheme}")
    if token.startswith(" "):
        request.note("spaces_before_token", "write one space between Bearer and the key")
        token = token.lstrip(" ")
    if not token:
        raise missing_api_key()
    return token


def authenticate(token: str, sandbox: Sandbox) -> Key:
    """The valid key of that secret, its use noted.

    Raises `ApiError` 401 where the key is malformed, unknown, revoked or expired.
    """
    key = sandbox.keys.find(token)
    if key is None:
        raise invalid_token("INVALID_API_KEY", key_id=None)
    now = sandbox.clock.now()
    status = key.status(now)
    if status == "revoked":
        raise invalid_token("INVALID_API_KEY", key_id=key.id)
    if status == "expired" and key.expires_at is not None:
        raise invalid_token("EXPIRED_API_KEY", expired_at=timestamp(key.expires_at))
    key.last_used_at = now
    return key


def _count(request: ApiRequest, sandbox: Sandbox) -> None:
    key_id = request.key.id
    request.window = sandbox.limits.window(key_id, request.rules.limit)
    try:
        sandbox.limits.count(request.window)
    finally:
        request.limit_fields = sandbox.limits.fields(request.window)
    request.key.usage.requests += 1
    if key_id in sandbox.unavailable:
        sandbox.unavailable.remove(key_id)
        raise service_unavailable()


def check_message(request: ApiRequest) -> None:
    """Notes what no request should have, wherever it goes."""
    if request.body and _SHAPE_IN_BYTES.search(request.body):
        request.note("key_in_body", "send the key in Authorization, not in the body")
    for name, value in request.fields:
        if name != "authorization" and SHAPE.search(value):
            request.note("key_in_other_field", f"send the key in Authorization, not in {name}")


def check_use(request: ApiRequest, operation: Operation) -> None:
    """Notes what the operation does not read, or would read without."""
    if "%" in request.target.partition("?")[0] and not request.parameters.path_errors:
        request.note("percent_encoded_path", "no path of this API needs percent-encoding")
    content_type = request.values("content-type")
    parameters = content_type[0].partition(";")[2].strip() if content_type and operation.takes_body else ""
    if parameters and is_json(bare(content_type[0])) and not _CHARSET.fullmatch(parameters):
        request.note("content_type_parameter", f"JSON is UTF-8, and needs no {parameters}")
    if request.idempotency_key is not None and not operation.takes_idempotency_key:
        request.note("unused_idempotency_key", f"{request.method} {request.path} does not read Idempotency-Key")
