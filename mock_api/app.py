"""The API as an ASGI app."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_api import generations, keys, models, prompts, usage, webhooks
from mock_api.call import Handler
from mock_api.contract_stub import operations
from mock_api.endpoint import Endpoint
from mock_api.sandbox import Sandbox

if TYPE_CHECKING:
    from mock_api.contract import Contract


HANDLERS: Mapping[str, Handler] = {
    "generate": generations.generate,
    "getGeneration": generations.get_generation,
    "listModels": models.list_models,
    "getCurrentKey": keys.get_current_key,
    "getUsage": usage.get_usage,
    "listPrompts": prompts.list_prompts,
    "createPrompt": prompts.create_prompt,
    "getPrompt": prompts.get_prompt,
    "updatePrompt": prompts.update_prompt,
    "deletePrompt": prompts.delete_prompt,
    "listKeys": keys.list_keys,
    "createKey": keys.create_key,
    "getKey": keys.get_key,
    "rotateKey": keys.rotate_key,
    "deleteKey": keys.delete_key,
    "listWebhooks": webhooks.list_webhooks,
    "createWebhook": webhooks.create_webhook,
    "deleteWebhook": webhooks.delete_webhook,
    "testWebhook": webhooks.send_test_event,
}


def create_app(contract: "Contract") -> Starlette:  # noqa: ARG001
    """The app, which keeps nothing: whoever calls it puts the run's state into the scope, as `bind` does."""
    paths: dict[str, dict[str, tuple[Any, Handler]]] = {}
    for operation in operations():
        if operation.id in HANDLERS:
            paths.setdefault(operation.path, {})[operation.method] = operation, HANDLERS[operation.id]
    app = Starlette(routes=[Route(path, Endpoint(routes)) for path, routes in paths.items()])
    app.router.redirect_slashes = False
    app.router.default = Endpoint({})
    return app


def bind(app: ASGIApp, sandbox: Sandbox) -> ASGIApp:
    """`app` for one run, whose state is `sandbox`."""

    async def bound(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"sandbox": sandbox}}, receive, send)

    return bound
