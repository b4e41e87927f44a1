"""One path of the API, as an ASGI app: it answers by the contract, and journals what crossed the wire."""

import json
import logging
import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping

from starlette.types import Receive, Scope, Send

from asrun.contract import Contract
from asrun.journal import Request, Response, Violation
from mock_api import errors, strictness
from mock_api.answer import Answer
from mock_api.checks import Route, Visit, answer
from mock_api.errors import ApiError
from mock_api.received import read_request
from mock_api.retries import Attempt

logger = logging.getLogger(__name__)

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


class Endpoint(ABC):
    """Takes in a request, sends the answer that a subclass gives, and journals both."""

    @abstractmethod
    async def answer(self, visit: Visit) -> Answer: ...

    @abstractmethod
    def mismatches(self, visit: Visit, result: Answer, fields: Mapping[str, str]) -> list[str]:
        """How the answer, sent with `fields`, departs from the contract, in words."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await read_request(scope, receive)
        sandbox = scope["state"]["sandbox"]
        visit = Visit(sandbox, request, scope.get("path_params", {}), strictness.check_message(request))
        attempt = Attempt(request)
        sandbox.retries.begin(attempt, visit.violations)
        result = await self.answer(visit)
        fields, content = _message(visit, result)
        mismatches = self.mismatches(visit, result, fields)
        if mismatches:
            visit.violations += [Violation("response_breaks_contract", each) for each in mismatches]
            result = errors.internal_error().answer
            fields, content = _message(visit, result)
        retry_after = result.fields.get("retry-after")
        sandbox.retries.end(attempt, result.status, int(retry_after) if retry_after else None)
        if request.method == "HEAD":
            content = b""
        sandbox.journal.record(
            Request(request.method, request.target, request.path, request.query, request.fields, request.body or b""),
            Response(result.status, list(fields.items()), content),
            visit.violations,
        )
        raw = [(name.encode(), value.encode()) for name, value in fields.items()]
        await send({"type": "http.response.start", "status": result.status, "headers": raw})
        await send({"type": "http.response.body", "body": content})


class PathEndpoint(Endpoint):
    """`routes` are by method. Without any it is the place of every path that does not exist."""

    def __init__(self, contract: Contract, routes: Mapping[str, Route]) -> None:
        self._contract = contract
        self._routes = dict(routes)
        if "GET" in self._routes:
            self._routes["HEAD"] = self._routes["GET"]
        self._allowed = sorted(self._routes)

    async def answer(self, visit: Visit) -> Answer:
        try:
            route = self._routes.get(visit.request.method)
            if route is None:
                raise errors.method_not_allowed(self._allowed) if self._routes else errors.not_found()
            visit.violations += strictness.check_use(visit.request, route.operation)
            return await answer(route, visit)
        except ApiError as error:
            return error.answer
        except Exception as error:
            # Its message may hold what a client sent; its place does not.
            frames = traceback.extract_tb(error.__traceback__)
            logger.error("%s\n%s", type(error).__name__, "".join(frames.format()))
            detail = f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}"
            visit.violations.append(Violation("internal_error", detail))
            return errors.internal_error().answer

    def mismatches(self, visit: Visit, result: Answer, fields: Mapping[str, str]) -> list[str]:
        route = self._routes.get(visit.request.method)
        if route is None:
            return self._contract.check_unrouted(result.status, fields, result.document)
        return route.operation.check_response(result.status, fields, result.document)


def _message(visit: Visit, result: Answer) -> tuple[dict[str, str], bytes]:
    """The header fields, named in lower case, and the body."""
    fields = {"x-request-id": visit.sandbox.new_id("req")}
    if visit.window is not None:
        fields |= visit.sandbox.limits.fields(visit.window)
    fields |= result.fields
    if result.document is None:
        return fields, b""
    if isinstance(result.document, bytes):
        content = result.document
    else:
        content = _encode(result.document).encode()
        fields["content-type"] = "application/json"
    fields["content-length"] = str(len(content))
    return fields, content
