"""The errors of the API that no request provokes, as faults that a run asks for."""

import asyncio
from collections.abc import Mapping

from asrun.api import ASGIApp, Fault, Receive, Scope, Send
from mock_api.errors import ApiError, service_unavailable


def _failing(error: ApiError) -> Fault:
    async def fault(app: ASGIApp, scope: Scope, receive: Receive, send: Send, _transport: asyncio.Transport) -> None:
        scope["state"]["error"] = error
        await app(scope, receive, send)

    return fault


FAULTS: Mapping[str, Fault] = {
    "error_500": _failing(ApiError("INTERNAL_ERROR")),
    "unavailable_503": _failing(service_unavailable()),
}
"""By name: the server fails; the server is overloaded, with a `Retry-After` of 1 second."""
