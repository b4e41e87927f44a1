"""The errors of the API that no request provokes, as faults that a run asks for."""

import asyncio
from collections.abc import Mapping

from asrun.api import ASGIApp, Fault, Receive, Scope, Send


def _failing(code: str) -> Fault:
    async def fault(app: ASGIApp, scope: Scope, receive: Receive, send: Send, _transport: asyncio.Transport) -> None:
        scope["state"]["error"] = code
        await app(scope, receive, send)

    return fault


FAULTS: Mapping[str, Fault] = {
    "error_500": _failing("INTERNAL_ERROR"),
    "unavailable_503": _failing("SERVICE_UNAVAILABLE"),
}
"""By name: the server fails; the server is overloaded, with a `Retry-After` of 1 second."""
