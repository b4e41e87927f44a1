"""The API as an ASGI app."""

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_api import generations
from mock_api.endpoint import Endpoint
from mock_api.sandbox import Sandbox

if TYPE_CHECKING:
    from mock_api.contract import Contract


def create_app(contract: "Contract") -> Starlette:  # noqa: ARG001 - until the contract lands
    """The app, which keeps nothing: whoever calls it puts the run's state into the scope, as `bind` does."""
    app = Starlette(routes=[Route("/v1/generate", Endpoint({"POST": generations.generate}))])
    app.router.redirect_slashes = False
    app.router.default = Endpoint({})
    return app


def bind(app: ASGIApp, sandbox: Sandbox) -> ASGIApp:
    """`app` for one run, whose state is `sandbox`."""

    async def bound(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"sandbox": sandbox}}, receive, send)

    return bound
