"""The API as an ASGI app: what the engine's default has of the contract, and what the contract cannot say."""

from collections.abc import Mapping
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from asrun.contract import Contract, ContractError
from asrun.default.app import App, Handler
from asrun.default.messages import RefusalError, Response, read_request
from asrun.operation import Operation
from asrun.schema import FieldError
from mock_api import checks
from mock_api.errors import ApiError
from mock_api.idempotency import once
from mock_api.key_format import SHAPE, mask
from mock_api.operations import HANDLERS
from mock_api.request import ApiRequest
from mock_api.rules import UNROUTED, Rules
from mock_api.sandbox import Sandbox
from mock_api.schema import compile_schema

ERRORS = {
    400: "INVALID_JSON",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "VALIDATION_ERROR",
    500: "INTERNAL_ERROR",
}
"""What the API calls the refusals of the default, by status."""


def create_app(contract: Contract) -> ASGIApp:
    """The app, which keeps nothing: whoever calls it puts the run's state into the scope, as `bind` does.

    A scope whose state has an `error`, an `ApiError`, gets that, whether or not the operation documents it.
    Raises `ContractError` where the contract has other operations than the mock.
    """
    return _App(Contract(contract.document, contract.source, compile_schema))


def bind(app: ASGIApp, sandbox: Sandbox) -> ASGIApp:
    """`app` for one run, whose state is `sandbox`."""

    async def bound(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"sandbox": sandbox}
        await app(scope, receive, send)

    return bound


class _App(App):
    def __init__(self, contract: Contract) -> None:
        async def get_contract(_: ApiRequest, __: Sandbox) -> Response:
            return Response(200, contract.source, {"content-type": "application/yaml"})

        handlers: dict[str, Handler] = {**HANDLERS, "getContract": get_contract}
        operations = contract.operations.values()
        if unlike := {operation.id for operation in operations} ^ handlers.keys():
            raise ContractError(f"contract and mock differ in operations: {', '.join(sorted(unlike))}")
        for operation in operations:
            if operation.takes_idempotency_key:
                handlers[operation.id] = once(handlers[operation.id])
        super().__init__(contract, handlers, remember=False)
        self._rules = Rules.of(contract)
        self._unrouted = contract.responses(contract.document[UNROUTED])
        self.max_body = self._rules.max_body_bytes

    async def read(self, scope: Scope, receive: Receive) -> ApiRequest:
        request = await read_request(ApiRequest, scope, receive, self.max_body)
        request.rules = self._rules
        return request

    def begin(self, request: ApiRequest, state: Sandbox) -> None:
        del state
        checks.check_message(request)

    def admit(self, request: ApiRequest, state: Sandbox, operation: Operation) -> None:
        checks.check_use(request, operation)
        checks.admit(request, state, operation)

    def is_key(self, text: str) -> bool:
        return bool(SHAPE.search(text))

    def read_body(self, request: ApiRequest, operation: Operation) -> list[FieldError]:
        if request.body is not None and not request.values("content-type"):
            raise ApiError("UNSUPPORTED_MEDIA_TYPE")
        return super().read_body(request, operation)

    def common_fields(self, request: ApiRequest, state: Sandbox) -> dict[str, str]:
        return {"x-request-id": state.new_id("req"), **request.limit_fields}

    def injected(self, error: ApiError) -> ApiError:
        return error

    def error(self, refusal: RefusalError, request: ApiRequest) -> Response:
        del request
        if isinstance(refusal, ApiError):
            return self._rules.response(refusal)
        # What is wrong may be that a key is where it does not belong.
        errors = [{name: mask(text) for name, text in each.items()} for each in refusal.errors]
        details = {"errors": errors} if refusal.statuses[0] == 422 else {}
        return self._rules.response(ApiError(ERRORS[refusal.statuses[0]], refusal.fields, **details))

    def mismatches(self, request: ApiRequest, response: Response, fields: Mapping[str, str]) -> list[str]:
        responses: Mapping[str, Any] = request.operation.responses if request.operation else self._unrouted
        if (documented := responses.get(str(response.status))) is None:
            return [f"status {response.status} is not documented"]
        known = {*documented.headers, "content-type", "content-length"}
        unknown = [f"header {name} isn't a known field" for name in fields if name not in known]
        return [*documented.mismatches(fields, response.document), *unknown]
