"""From a request to its response: the checks, in the contract's order, and then the handler."""

from dataclasses import dataclass
from typing import Any

from asrun.contract import Operation
from mock_api import body
from mock_api.clock import timestamp
from mock_api.errors import ApiError, challenged, invalid_token, missing_api_key, service_unavailable
from mock_api.idempotency import IDEMPOTENCY_KEY
from mock_api.keys import Key
from mock_api.masking import mask
from mock_api.operations import Handler
from mock_api.request import ApiRequest
from mock_api.response import Response
from mock_api.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Route:
    operation: Operation
    handler: Handler


async def respond(route: Route, request: ApiRequest, sandbox: Sandbox) -> Response:
    """The response of the route's handler; raises `ApiError` at the first check that fails."""
    operation = route.operation
    if not operation.secured:
        return await route.handler(request, sandbox)
    key = request.key = authenticate(bearer_token(request), sandbox)
    _admit(request, sandbox)
    if operation.permission is not None and not key.allows(operation.permission):
        challenge = f'error="insufficient_scope", scope="{operation.permission}"'
        details = {"required": operation.permission, "granted": list(key.permissions)}
        raise challenged("INSUFFICIENT_PERMISSIONS", challenge, **details)
    if operation.takes_body:
        request.content = _read_body(request)
    _check_schema(operation, request)
    if request.idempotency_key is not None and IDEMPOTENCY_KEY in operation.headers:
        return await _once(route.handler, request, sandbox, request.idempotency_key)
    return await route.handler(request, sandbox)


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


def _admit(request: ApiRequest, sandbox: Sandbox) -> None:
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


def _read_body(request: ApiRequest) -> Any:
    if request.body is None:
        raise ApiError("PAYLOAD_TOO_LARGE")
    content_type = request.values("content-type")
    if len(content_type) != 1 or not body.is_json(content_type[0]):
        raise ApiError("UNSUPPORTED_MEDIA_TYPE")
    return body.parse(request.body, request.violations)


def _check_schema(operation: Operation, request: ApiRequest) -> None:
    """Reads the query; raises `ApiError` 422 with all that is wrong in query, fields and body."""
    request.query_values, mistakes = operation.read_query(request.query)
    idempotency_keys = request.values("idempotency-key")
    if idempotency_keys and IDEMPOTENCY_KEY in operation.headers:
        if len(idempotency_keys) > 1:
            mistakes.append({"field": IDEMPOTENCY_KEY, "message": "must be sent once"})
        else:
            mistakes += operation.headers[IDEMPOTENCY_KEY].read(idempotency_keys[0])[1]
    if operation.takes_body:
        mistakes += operation.check_body(request.content)
    if mistakes:
        # What is wrong may be that a key is where it does not belong.
        masked = [{name: mask(text) for name, text in each.items()} for each in mistakes]
        raise ApiError("VALIDATION_ERROR", errors=masked)


async def _once(handler: Handler, request: ApiRequest, sandbox: Sandbox, idempotency_key: str) -> Response:
    scope = (request.key.id, request.method, request.path, idempotency_key)
    stored = sandbox.idempotency.begin(scope, request.content)
    if stored is not None:
        return stored
    response = None
    try:
        response = await handler(request, sandbox)
    finally:
        sandbox.idempotency.finish(scope, response)
    return response
