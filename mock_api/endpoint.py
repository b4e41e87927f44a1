"""One path of the API: every request to it goes through the same checks, in the contract's order, and is journaled."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope, Send

from mock_api import body, errors, strictness
from mock_api.answer import Answer
from mock_api.authentication import authenticate, bearer_token
from mock_api.call import Call, Handler
from mock_api.errors import ApiError
from mock_api.journal import Request, Response, Violation
from mock_api.keys import Key
from mock_api.limits import Window
from mock_api.received import RawFields, Received, read_request
from mock_api.retries import Attempt
from mock_api.sandbox import Sandbox

logger = logging.getLogger(__name__)

UNAVAILABLE_SECONDS = 1


@dataclass(slots=True)
class Visit:
    """A request on its way through the checks; `window` is None until the key is known."""

    sandbox: Sandbox
    request: Received
    parameters: Mapping[str, str]
    violations: list[Violation]
    window: Window | None = None


class Endpoint:
    """`routes` has an operation and its handler for each method; without any, it is where there is no path."""

    def __init__(self, routes: Mapping[str, tuple[Any, Handler]]) -> None:
        self._routes = dict(routes)
        if "GET" in self._routes:
            self._routes["HEAD"] = self._routes["GET"]
        self._allowed = sorted(self._routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive)
        sandbox: Sandbox = scope["state"]["sandbox"]
        visit = Visit(sandbox, request, scope.get("path_params", {}), strictness.check_message(request))
        attempt = Attempt(request)
        sandbox.retries.check(attempt, visit.violations)
        try:
            answer = await self._answer(visit)
        except ApiError as error:
            answer = error.answer
        except Exception:
            logger.exception("the mock failed at %s %s", request.method, request.path)
            answer = errors.internal_error().answer
        fields, content = self._message(visit, answer)
        sandbox.retries.answered(attempt, answer.status)
        sandbox.journal.record(
            Request(
                request.method,
                request.target,
                request.path,
                request.query,
                _decoded(request.fields),
                request.body or b"",
            ),
            Response(answer.status, _decoded(fields), content),
            visit.violations,
        )
        await send({"type": "http.response.start", "status": answer.status, "headers": fields})
        await send({"type": "http.response.body", "body": content})

    async def _answer(self, visit: Visit) -> Answer:
        request, sandbox = visit.request, visit.sandbox
        if not self._routes or request.path.endswith("\n"):
            raise errors.not_found()
        if request.method not in self._routes:
            raise errors.method_not_allowed(self._allowed)
        operation, handler = self._routes[request.method]
        token = bearer_token(request.authorization, visit.violations)
        key = authenticate(token, sandbox, visit.violations)
        window = self._admit(visit, key)
        if operation.permission is not None and not key.allows(operation.permission):
            raise errors.insufficient_permissions(operation.permission, key.permissions)
        content = self._read_body(visit) if operation.takes_body else None
        call = Call(sandbox, key, window, visit.parameters, {"limit": 20}, content)
        return await handler(call)

    def _admit(self, visit: Visit, key: Key) -> Window:
        sandbox = visit.sandbox
        window = visit.window = sandbox.limits.window(key.id)
        sandbox.limits.count(window)
        key.usage.requests += 1
        if key.id in sandbox.unavailable:
            sandbox.unavailable.remove(key.id)
            raise errors.service_unavailable(UNAVAILABLE_SECONDS)
        return window

    def _read_body(self, visit: Visit) -> Any:
        request = visit.request
        if request.body is None:
            raise errors.payload_too_large(body.MAX_BYTES)
        if len(request.content_type) != 1 or not body.is_json(request.content_type[0]):
            raise errors.unsupported_media_type()
        return body.parse(request.body, visit.violations)

    def _message(self, visit: Visit, answer: Answer) -> tuple[RawFields, bytes]:
        fields: RawFields = [(b"x-request-id", visit.sandbox.new_id("req").encode())]
        if visit.window is not None:
            fields += visit.sandbox.limits.fields(visit.window)
        fields += [(name.encode(), value.encode()) for name, value in answer.fields.items()]
        content = b""
        if answer.document is not None:
            content = json.dumps(answer.document, ensure_ascii=False).encode()
            fields += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
        return fields, b"" if visit.request.method == "HEAD" else content


def _decoded(fields: RawFields) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields]
