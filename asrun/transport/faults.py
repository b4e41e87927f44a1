"""Faults: what goes wrong between a client and a server that works.

A fault wraps one exchange in the TLS front. It can respond instead of the app, or let the app respond (and journal) and
then change what's sent. `MockServer.open_run(faults=…)` switches faults on for a run.
"""

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus

from asrun.api import Api, ASGIApp, Fault, Message, Receive, Scope, Send


def gateway(status: HTTPStatus, media_type: str, body: bytes) -> Fault:
    """A gateway in front of the API responds with this. The API sees no request."""

    async def respond(_app: ASGIApp, _scope: Scope, _receive: Receive, send: Send, _its: asyncio.Transport) -> None:
        fields = [(b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status.value, "headers": fields})
        await send({"type": "http.response.body", "body": body})

    return respond


async def truncate(app: ASGIApp, scope: Scope, receive: Receive, send: Send, transport: asyncio.Transport) -> None:
    """The connection is closed in the middle of the body. curl exits with 18."""
    held: list[Message] = []
    await app(_lost(scope), receive, _into(held))
    start, *parts = held
    body = b"".join(part.get("body", b"") for part in parts)
    await send(start)
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    transport.close()
    await _disconnected(receive)


async def empty_reply(app: ASGIApp, scope: Scope, receive: Receive, _send: Send, transport: asyncio.Transport) -> None:
    """The connection is closed instead of a response. curl exits with 52."""
    await app(_lost(scope), receive, _into([]))
    transport.close()
    await _disconnected(receive)


async def stall(app: ASGIApp, scope: Scope, receive: Receive, _send: Send, _transport: asyncio.Transport) -> None:
    """No response comes, until the client gives up or the run is closed. curl with `--max-time` exits with 28."""
    await app(_lost(scope), receive, _into([]))
    await _disconnected(receive)


async def extend(app: ASGIApp, scope: Scope, receive: Receive, send: Send, _transport: asyncio.Transport) -> None:
    """What the API may change at any time: each object has one more member, and messages have other words."""
    held: list[Message] = []
    await app(scope, receive, _into(held))
    start, *parts = held
    body = b"".join(part.get("body", b"") for part in parts)
    fields = start["headers"]
    with suppress(ValueError):
        body = json.dumps(_extended(json.loads(body))).encode()
        length = (b"content-length", b"%d" % len(body))
        fields = [field if field[0].lower() != length[0] else length for field in fields]
    await send({**start, "headers": fields})
    await send({"type": "http.response.body", "body": body})


def _extended(value: object) -> object:
    if isinstance(value, list):
        return [_extended(each) for each in value]
    if not isinstance(value, dict):
        return value
    members = {name: _extended(each) for name, each in value.items()}
    reworded = {"message": "In other words."} if isinstance(value.get("message"), str) else {}
    return {**members, **reworded, "added_later": True}


def with_retry_after(fault: Fault, values: Iterable[str]) -> Fault:
    """`fault` for the first requests, each with one of these values of `Retry-After`. Then the server works."""
    left = iter(values)

    async def told(app: ASGIApp, scope: Scope, receive: Receive, send: Send, transport: asyncio.Transport) -> None:
        value = next(left, None)
        if value is None:
            await app(scope, receive, send)
            return
        held: list[Message] = []
        await fault(app, scope, receive, _into(held), transport)
        start, *parts = held
        fields = [(name, its) for name, its in start["headers"] if name.lower() != b"retry-after"]
        for message in ({**start, "headers": [*fields, (b"retry-after", value.encode())]}, *parts):
            await send(message)

    return told


FAULTS: Mapping[str, Fault] = {
    "bad_gateway": gateway(HTTPStatus.BAD_GATEWAY, "text/html", b"<h1>502 Bad Gateway</h1>"),
    "gateway_json": gateway(HTTPStatus.FORBIDDEN, "application/json", b'{"message": "Forbidden"}'),
    **{fault.__name__: fault for fault in (truncate, empty_reply, stall, extend)},
}
"""Those of the way, by their names."""

AWAY, UNTRUSTED, NOBODY = "away", "untrusted", "nobody"
"""The faults of a server that can't be reached or isn't trusted, and the name of no run: the proxy refuses it."""

WAYS: Mapping[str, tuple[str, str]] = {
    AWAY: (r"(@127\.0\.0\.1):\d+$", r"\1:1"),  # on port 1, nothing ever listens
    "unknown_host": (r"@127\.0\.0\.1:\d+$", "@-proxy.example.com:8080"),  # no DNS is asked for such a name
    "proxy_refuses": (r"//[^:]+:x@", f"//{NOBODY}:x@"),
    UNTRUSTED: (r".*\.pem$", ""),
    "no_ca_file": (r".*\.pem$", "missing.pem"),
}
"""Those on the way to the proxy: a pattern, and what replaces it in each variable of a run's environment."""


def diverted(fault: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a run with a fault: a changed one, where that is on the way to the proxy."""
    if fault not in WAYS:
        return {**environment}
    return {name: re.sub(*WAYS[fault], value) for name, value in environment.items()}


def every_fault(api: Api) -> Mapping[str, Fault]:
    """By the names that `example.toml` has: those of the way, and those of the API."""
    return {**FAULTS, **api.faults}


def _lost(scope: Scope) -> Scope:
    """Lets the app know that its response doesn't arrive."""
    return {**scope, "state": {**scope["state"], "lost": True}}


def _into(held: list[Message]) -> Send:
    async def send(message: Message) -> None:
        held.append(message)

    return send


async def _disconnected(receive: Receive) -> None:
    """Wait until the connection is gone: its client left, or its run was closed."""
    while (await receive())["type"] != "http.disconnect":
        pass
