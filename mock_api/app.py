"""The API as an ASGI app: it responds by the contract, and journals what crossed the wire."""

import json
import logging
import traceback
from collections.abc import Mapping

from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from asrun import journal
from asrun.contract import Contract, ContractError
from mock_api import strictness
from mock_api.checks import Route, respond
from mock_api.errors import ApiError
from mock_api.operations import HANDLERS
from mock_api.request import ApiRequest, read_request
from mock_api.response import Response
from mock_api.rules import Rules
from mock_api.sandbox import Sandbox

Routes = Mapping[str, Route]
"""Those of one path, by method."""

logger = logging.getLogger(__name__)

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def create_app(contract: Contract) -> ASGIApp:
    """The app, which keeps nothing: whoever calls it puts the run's state into the scope, as `bind` does.

    A scope whose state has an `error`, an `ApiError`, gets that, whether or not the operation documents it.
    Raises `ContractError` where the contract has other operations than the mock.
    """
    return _App(contract)


def bind(app: ASGIApp, sandbox: Sandbox) -> ASGIApp:
    """`app` for one run, whose state is `sandbox`."""

    async def bound(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"sandbox": sandbox}
        await app(scope, receive, send)

    return bound


class _App:
    def __init__(self, contract: Contract) -> None:
        async def get_contract(_: ApiRequest, __: Sandbox) -> Response:
            return Response(200, contract.source, {"content-type": "application/yaml"})

        handlers = {**HANDLERS, "getContract": get_contract}
        if unlike := {operation.id for operation in contract.operations.values()} ^ handlers.keys():
            raise ContractError(f"contract and mock differ in operations: {', '.join(sorted(unlike))}")
        paths: dict[str, dict[str, Route]] = {}
        for (method, path), operation in contract.operations.items():
            routes = paths.setdefault(path, {})
            route = routes[method] = Route(operation, handlers[operation.id])
            if method == "GET":
                routes["HEAD"] = route
        self._contract = contract
        self._rules = Rules.of(contract)
        self._paths = [(compile_path(path)[0], routes) for path, routes in paths.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive, self._rules)
        sandbox: Sandbox = scope["state"]["sandbox"]
        strictness.check_message(request)
        sandbox.retries.begin(request)
        if injected := scope["state"].get("error"):
            response = self._rules.response(injected)
            fields, content = _message(response, request, sandbox)
        else:
            response, fields, content = await self._respond(request, sandbox)
        retry_after = response.fields.get("retry-after")
        sandbox.retries.end(request, response.status, int(retry_after) if retry_after else None)
        if request.method == "HEAD":
            content = b""
        sandbox.journal.record(
            journal.Request(
                request.method, request.target, request.path, request.query, request.fields, request.body or b""
            ),
            journal.Response(response.status, list(fields.items()), content),
            request.violations,
        )
        raw = [(name.encode(), value.encode()) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": response.status, "headers": raw})
        await send({"type": "http.response.body", "body": content})

    async def _respond(self, request: ApiRequest, sandbox: Sandbox) -> tuple[Response, dict[str, str], bytes]:
        """The response, its fields and its body: by the contract, or a 500."""
        routes = self._routes(request)
        response = await _handle(routes, request, sandbox)
        fields, content = _message(response, request, sandbox)
        route = routes.get(request.method)
        check = self._contract.check_unrouted if route is None else route.operation.check_response
        mismatches = check(response.status, fields, response.document)
        if not mismatches:
            return response, fields, content
        for mismatch in mismatches:
            request.note("response_breaks_contract", mismatch)
        response = self._rules.response(ApiError("INTERNAL_ERROR"))
        return response, *_message(response, request, sandbox)

    def _routes(self, request: ApiRequest) -> Routes:
        """The routes of the request's path, whose parameters it gets; none where there is no such path."""
        for pattern, routes in self._paths:
            # The pattern ends with `$`, which would match before a line break too.
            if match := pattern.fullmatch(request.path):
                request.parameters = match.groupdict()
                return routes
        return {}


async def _handle(routes: Routes, request: ApiRequest, sandbox: Sandbox) -> Response:
    try:
        route = routes.get(request.method)
        if route is None:
            allowed = {"allow": ", ".join(sorted(routes))}
            raise ApiError("METHOD_NOT_ALLOWED", allowed) if routes else ApiError("NOT_FOUND")
        strictness.check_use(request, route.operation)
        return await respond(route, request, sandbox)
    except ApiError as error:
        return request.rules.response(error)
    except Exception as error:
        # Its message may hold what a client sent; its place does not.
        frames = traceback.extract_tb(error.__traceback__)
        logger.error("%s\n%s", type(error).__name__, "".join(frames.format()))
        request.note("internal_error", f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}")
        return request.rules.response(ApiError("INTERNAL_ERROR"))


def _message(response: Response, request: ApiRequest, sandbox: Sandbox) -> tuple[dict[str, str], bytes]:
    """The header fields, named in lower case, and the body."""
    fields = {"x-request-id": sandbox.new_id("req"), **request.limit_fields, **response.fields}
    if response.document is None:
        return fields, b""
    if isinstance(response.document, bytes):
        content = response.document
    else:
        content = _encode(response.document).encode()
        fields["content-type"] = "application/json"
    fields["content-length"] = str(len(content))
    return fields, content
