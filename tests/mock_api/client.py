"""The mock in process, and its operations."""

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from starlette.types import ASGIApp

from asrun.clock import Clock
from mock_api.app import create_app
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.asgi import JSON, Fields, Reply, send
from tests.openapi import BY_ID, CONTRACT, body, target

APP = create_app(CONTRACT)
HELLO = {"prompt": "Hello, world!", "model": "gpt-4"}


class Client:
    """`seconds` is the real time that a new sandbox sees."""

    def __init__(self, app: ASGIApp = APP, sandbox: Sandbox | None = None) -> None:
        self.seconds = 0.0
        self.sandbox = sandbox or Sandbox(Clock(), Random(0), lambda: self.seconds)
        self.app = app

    def send(
        self, method: str, target: str, fields: Fields = (), body: bytes | Iterable[bytes] = b"", raw_path: bytes = b""
    ) -> Reply:
        return send(self.app, method, target, fields, body, raw_path=raw_path, sandbox=self.sandbox)

    def call(self, method: str, target: str, document: Any = None, *, key: str = "read", fields: Fields = ()) -> Reply:
        authorization = ("authorization", f"Bearer {SANDBOX_KEYS.get(key, key)}")
        if document is None:
            return self.send(method, target, [authorization, *fields])
        return self.send(method, target, [authorization, JSON, *fields], json.dumps(document).encode())

    def generate(self, document: Any = HELLO, *, key: str = "read", fields: Fields = ()) -> Reply:
        return self.call("POST", "/v1/generate", document, key=key, fields=fields)

    def perform(self, name: str, *, key: str = "", fields: Fields = ()) -> Reply:
        """The response to the request of an operation's examples, with the fields that are given.

        The sandbox's key has the permission that the operation needs, and no other.
        """
        operation = BY_ID[name]
        if not operation.security:
            return self.send(operation.method, target(operation), fields)
        key = key or operation.scope or "read"
        return self.call(operation.method, target(operation), body(operation), key=key, fields=fields)

    @property
    def violations(self) -> list[str]:
        return [violation.name for violation in self.sandbox.journal.exchanges[-1].violations]
