"""From a request to its answer: the checks, in the contract's order, and then the handler."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from asrun.contract import Operation
from asrun.journal import Violation, mask
from mock_api import body, errors
from mock_api.answer import Answer
from mock_api.authentication import authenticate, bearer_token
from mock_api.call import Call, Handler
from mock_api.idempotency import IDEMPOTENCY_KEY, Scope
from mock_api.keys import Key
from mock_api.limits import Window
from mock_api.received import Received
from mock_api.sandbox import Sandbox

UNAVAILABLE_SECONDS = 1

OpenHandler = Callable[[], Awaitable[Answer]]
"""A handler of an operation that asks for no key."""


@dataclass(frozen=True, slots=True)
class Secured:
    operation: Operation
    handler: Handler


@dataclass(frozen=True, slots=True)
class Open:
    operation: Operation
    handler: OpenHandler


Route = Secured | Open


@dataclass(slots=True)
class Visit:
    """A request on its way; `window` is that of its key, once this is known."""

    sandbox: Sandbox
    request: Received
    parameters: Mapping[str, str]
    violations: list[Violation]
    window: Window | None = None


async def answer(route: Route, visit: Visit) -> Answer:
    """The answer of the route's handler; raises `ApiError` at the first check that fails."""
    if isinstance(route, Open):
        return await route.handler()
    request, sandbox, operation = visit.request, visit.sandbox, route.operation
    token = bearer_token(request.authorization, visit.violations)
    key = authenticate(token, sandbox)
    window = _admit(visit, key)
    if operation.permission is not None and not key.allows(operation.permission):
        raise errors.insufficient_permissions(operation.permission, key.permissions)
    content = _read_body(request, visit.violations) if operation.takes_body else None
    query = _check_schema(operation, request, content)
    call = Call(sandbox, key, window, visit.parameters, query, content)
    if request.idempotency_key and IDEMPOTENCY_KEY in operation.headers:
        return await _once(route.handler, call, (key.id, request.method, request.path, request.idempotency_key[0]))
    return await route.handler(call)


def _admit(visit: Visit, key: Key) -> Window:
    sandbox = visit.sandbox
    window = visit.window = sandbox.limits.window(key.id)
    sandbox.limits.count(window)
    key.usage.requests += 1
    if key.id in sandbox.unavailable:
        sandbox.unavailable.remove(key.id)
        raise errors.service_unavailable(UNAVAILABLE_SECONDS)
    return window


def _read_body(request: Received, violations: list[Violation]) -> Any:
    if request.body is None:
        raise errors.payload_too_large(body.MAX_BYTES)
    if len(request.content_type) != 1 or not body.is_json(request.content_type[0]):
        raise errors.unsupported_media_type()
    return body.parse(request.body, violations)


def _check_schema(operation: Operation, request: Received, content: Any) -> dict[str, Any]:
    """The values of the query; raises `ApiError` 422 with all that is wrong in query, fields and body."""
    query, mistakes = operation.read_query(request.query) if operation.query else ({}, [])
    if request.idempotency_key and IDEMPOTENCY_KEY in operation.headers:
        if len(request.idempotency_key) > 1:
            mistakes.append({"field": IDEMPOTENCY_KEY, "message": "must be sent once"})
        else:
            mistakes += operation.headers[IDEMPOTENCY_KEY].read(request.idempotency_key[0])[1]
    if operation.takes_body:
        mistakes += operation.check_body(content)
    if mistakes:
        # What is wrong may be that a key is where it does not belong.
        raise errors.validation_error([{name: mask(text) for name, text in each.items()} for each in mistakes])
    return query


async def _once(handler: Handler, call: Call, scope: Scope) -> Answer:
    idempotency = call.sandbox.idempotency
    stored = idempotency.begin(scope, call.body)
    if stored is not None:
        return stored
    result = None
    try:
        result = await handler(call)
    finally:
        idempotency.finish(scope, result)
    return result
