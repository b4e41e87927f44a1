"""The API as an ASGI app: what it does is in the modules named for its nouns, what it promises in the contract."""

from collections.abc import Mapping

from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from asrun.contract import Contract, ContractError
from mock_api import generations, keys, models, prompts, usage, webhooks
from mock_api.call import Handler
from mock_api.checks import Open, OpenHandler, Route, Secured
from mock_api.endpoint import PathEndpoint
from mock_api.sandbox import Sandbox
from mock_api.service import Service

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
"""By `operationId`."""


def create_app(contract: Contract) -> ASGIApp:
    """The app, which keeps nothing: whoever calls it puts the run's state into the scope, as `bind` does.

    Raises `ContractError` where the contract has other operations than the mock.
    """
    service = Service(contract)
    open_handlers: Mapping[str, OpenHandler] = {"getHealth": service.get_health, "getContract": service.get_contract}
    if unlike := {operation.id for operation in contract.operations.values()} ^ {*HANDLERS, *open_handlers}:
        raise ContractError(f"contract and mock differ in operations: {', '.join(sorted(unlike))}")
    paths: dict[str, dict[str, Route]] = {}
    for (method, path), operation in contract.operations.items():
        routes = paths.setdefault(path, {})
        if operation.secured:
            routes[method] = Secured(operation, HANDLERS[operation.id])
        else:
            routes[method] = Open(operation, open_handlers[operation.id])
    endpoints = [(compile_path(path)[0], PathEndpoint(contract, routes)) for path, routes in paths.items()]
    nowhere = PathEndpoint(contract, {})

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for pattern, endpoint in endpoints:
            # The pattern ends with `$`, which would match before a line break too.
            if match := pattern.fullmatch(scope["path"]):
                scope["path_params"] = match.groupdict()
                await endpoint(scope, receive, send)
                return
        await nowhere(scope, receive, send)

    return app


def bind(app: ASGIApp, sandbox: Sandbox) -> ASGIApp:
    """`app` for one run, whose state is `sandbox`."""

    async def bound(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"sandbox": sandbox}
        await app(scope, receive, send)

    return bound
