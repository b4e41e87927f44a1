"""The operations of the contract: each takes a request that has passed the checks, and the state of its run."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Any

from asrun.default.app import Handler
from asrun.default.messages import Response
from mock_api import generations, webhooks
from mock_api.collection import Collection, R
from mock_api.errors import ApiError
from mock_api.keys import Key
from mock_api.request import ApiRequest
from mock_api.resources import Generation, Model, Prompt, Webhook, parse_timestamp, timestamp
from mock_api.sandbox import Account, Sandbox


async def generate(request: ApiRequest, sandbox: Sandbox) -> Response:
    prompt = request.content["prompt"]
    max_tokens = int(request.content.get("max_tokens", request.rules.default_max_tokens))
    text, completion_tokens = generations.write(prompt, max_tokens)
    tokens = {"prompt_tokens": generations.count_tokens(prompt), "completion_tokens": completion_tokens}
    generation = Generation(sandbox.new_id("gen"), request.content["model"], text, sandbox.clock.now(), tokens)
    _account(request, sandbox).generations.add(generation)
    sandbox.notify(request.key.mode, "generation.completed", {"generation_id": generation.id})
    for usage in (request.window.usage, request.key.usage):
        usage.prompt_tokens += tokens["prompt_tokens"]
        usage.completion_tokens += completion_tokens
    return success(generation.representation())


async def get_generation(request: ApiRequest, sandbox: Sandbox) -> Response:
    return success(_find(request, _account(request, sandbox).generations).representation())


async def list_models(request: ApiRequest, _: Sandbox) -> Response:
    models = [Model(**model) for model in request.rules.models]
    return page(Collection(reversed(models)), request.parameters.query, Model.representation)


async def get_current_key(request: ApiRequest, sandbox: Sandbox) -> Response:
    return success(request.key.representation(sandbox.clock.now()))


async def get_usage(request: ApiRequest, _: Sandbox) -> Response:
    start = request.window.start
    end = start + timedelta(seconds=request.window.seconds)
    window = {"started_at": timestamp(start), "ends_at": timestamp(end), **asdict(request.window.usage)}
    return success({"window": window, "total": asdict(request.key.usage)})


async def list_prompts(request: ApiRequest, sandbox: Sandbox) -> Response:
    return page(_account(request, sandbox).prompts, request.parameters.query, Prompt.representation)


async def create_prompt(request: ApiRequest, sandbox: Sandbox) -> Response:
    now = sandbox.clock.now()
    prompt = Prompt(sandbox.new_id("prompt"), request.content["name"], request.content["text"], now, now)
    _account(request, sandbox).prompts.add(prompt)
    return success(prompt.representation(), 201, {"location": f"/v1/prompts/{prompt.id}"})


async def get_prompt(request: ApiRequest, sandbox: Sandbox) -> Response:
    return success(_find(request, _account(request, sandbox).prompts).representation())


async def update_prompt(request: ApiRequest, sandbox: Sandbox) -> Response:
    prompt = _find(request, _account(request, sandbox).prompts)
    prompt.name = request.content.get("name", prompt.name)
    prompt.text = request.content.get("text", prompt.text)
    prompt.updated_at = sandbox.clock.now()
    return success(prompt.representation())


async def delete_prompt(request: ApiRequest, sandbox: Sandbox) -> Response:
    return _delete(request, _account(request, sandbox).prompts)


async def list_keys(request: ApiRequest, sandbox: Sandbox) -> Response:
    now = sandbox.clock.now()
    return page(sandbox.keys.of_mode[request.key.mode], request.parameters.query, lambda key: key.representation(now))


async def create_key(request: ApiRequest, sandbox: Sandbox) -> Response:
    mode = request.key.mode
    mistakes = []
    if request.content.get("mode", mode) != mode:
        mistakes.append({"field": "mode", "message": "must be the mode of the key that you send"})
    text = request.content.get("expires_at")
    expires_at = parse_timestamp(text) if text else None
    if expires_at and expires_at <= sandbox.clock.now():
        mistakes.append({"field": "expires_at", "message": "must be in the future"})
    if mistakes:
        raise ApiError("VALIDATION_ERROR", errors=mistakes)
    permissions = [each for each in request.rules.permissions if each in request.content["permissions"]]
    key, secret = sandbox.keys.issue(request.content["name"], mode, permissions, expires_at)
    sandbox.notify(mode, "key.created", {"key_id": key.id})
    return _show_once("keys", key.representation(sandbox.clock.now()), secret)


async def get_key(request: ApiRequest, sandbox: Sandbox) -> Response:
    return success(_find_key(request, sandbox).representation(sandbox.clock.now()))


async def rotate_key(request: ApiRequest, sandbox: Sandbox) -> Response:
    key = _find(request, sandbox.keys.of_mode[request.key.mode])
    if key.status(sandbox.clock.now()) != "active":
        raise ApiError("notActive")
    successor, secret = sandbox.keys.rotate(key, int(request.content["overlap_seconds"]))
    sandbox.notify(key.mode, "key.rotated", {"key_id": key.id})
    return _show_once("keys", successor.representation(sandbox.clock.now()), secret)


async def delete_key(request: ApiRequest, sandbox: Sandbox) -> Response:
    key = _find_key(request, sandbox)
    if sandbox.keys.is_last_active_admin(key):
        raise ApiError("lastAdminKey")
    key.revoked = True
    sandbox.notify(key.mode, "key.revoked", {"key_id": key.id})
    return Response(204, None)


async def list_webhooks(request: ApiRequest, sandbox: Sandbox) -> Response:
    return page(_account(request, sandbox).webhooks, request.parameters.query, Webhook.representation)


async def create_webhook(request: ApiRequest, sandbox: Sandbox) -> Response:
    url, events, webhook_id = request.content["url"], request.content["events"], sandbox.new_id("webhook")
    webhook = Webhook(webhook_id, url, events, webhooks.make_secret(sandbox.random), sandbox.clock.now())
    _account(request, sandbox).webhooks.add(webhook)
    return _show_once("webhooks", webhook.representation(), webhook.secret)


async def delete_webhook(request: ApiRequest, sandbox: Sandbox) -> Response:
    return _delete(request, _account(request, sandbox).webhooks)


async def test_webhook(request: ApiRequest, sandbox: Sandbox) -> Response:
    webhook = _find(request, _account(request, sandbox).webhooks)
    message_id = sandbox.deliver(webhook, "webhook.test", {"webhook_id": webhook.id})
    now = timestamp(sandbox.clock.now())
    return success({"id": message_id, "webhook_id": webhook.id, "type": "webhook.test", "created_at": now}, 202)


async def get_health(_: ApiRequest, __: Sandbox) -> Response:
    return success({"status": "ok"})


def success(data: Any, status: int = 200, fields: dict[str, str] | None = None) -> Response:
    """`data` in the envelope."""
    return Response(status, {"success": True, "data": data}, fields or {})


def page(collection: Collection[R], query: Mapping[str, Any], represent: Callable[[R], dict[str, Any]]) -> Response:
    """The page of `collection` that `limit` and `cursor` in the query ask for."""
    resources, next_cursor = collection.page(query["limit"], query.get("cursor"))
    data = [represent(resource) for resource in resources]
    return Response(200, {"success": True, "data": data, "next_cursor": next_cursor})


def _account(request: ApiRequest, sandbox: Sandbox) -> Account:
    return sandbox.accounts[request.key.mode]


def _find(request: ApiRequest, collection: Collection[R]) -> R:
    """The resource that the path names. Raises `ApiError` 404 where `collection` has none of that id."""
    resource = collection.get(request.parameters.path["id"])
    if resource is None:
        raise ApiError("NOT_FOUND")
    return resource


def _find_key(request: ApiRequest, sandbox: Sandbox) -> Key:
    """Like `_find`: a revoked key is gone."""
    key = _find(request, sandbox.keys.of_mode[request.key.mode])
    if key.revoked:
        raise ApiError("NOT_FOUND")
    return key


def _delete(request: ApiRequest, collection: Collection[R]) -> Response:
    del collection[_find(request, collection).id]
    return Response(204, None)


def _show_once(kind: str, data: Mapping[str, Any], secret: str) -> Response:
    fields = {"location": f"/v1/{kind}/{data['id']}", "cache-control": "no-store"}
    return success({**data, "secret": secret}, 201, fields)


HANDLERS: Mapping[str, Handler] = {
    re.sub("_(.)", lambda found: found[1].upper(), name): each
    for name, each in list(globals().items())
    if iscoroutinefunction(each)
}
"""The functions above that handle an operation, by its `operationId`, such as `getKey` of `get_key`."""
