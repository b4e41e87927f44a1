"""The mock in process: a client that steps the app's coroutine once, as the page's Python does, and its operations."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from starlette.types import ASGIApp, Message

from asrun.clock import Clock
from mock_api.app import bind, create_app
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.openapi import BY_ID, CONTRACT

Fields = Sequence[tuple[str, str]]
JSON = ("content-type", "application/json")
APP = create_app(CONTRACT)
HELLO = {"prompt": "Hello, world!", "model": "gpt-4"}


@dataclass
class Reply:
    status: int
    fields: list[tuple[str, str]]
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        values = [value for each, value in self.fields if each == name.lower()]
        assert len(values) < 2, f"{name} came {len(values)} times"
        return values[0] if values else None

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        return self.document["data"]

    @property
    def error(self) -> Any:
        return self.document["error"]

    @property
    def code(self) -> str:
        code: str = self.error["code"]
        return code

    @property
    def invalid(self) -> list[str]:
        assert (self.status, self.code) == (422, "VALIDATION_ERROR"), self.body
        return sorted(each["field"] for each in self.error["details"]["errors"])


class Client:
    """`seconds` is the real time that a new sandbox sees."""

    def __init__(self, app: ASGIApp = APP, sandbox: Sandbox | None = None) -> None:
        self.seconds = 0.0
        self.sandbox = sandbox or Sandbox(Clock(), Random(0), lambda: self.seconds)
        self._bound = bind(app, self.sandbox)

    def send(
        self, method: str, target: str, fields: Fields = (), body: bytes | Iterable[bytes] = b"", raw_path: bytes = b""
    ) -> Reply:
        """The response to a request that's sent as is. A `body` in parts is sent in parts."""
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": raw_path or path.encode(),
            "query_string": query.encode("latin-1"),
            "root_path": "",
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields],
        }
        parts = iter([body] if isinstance(body, bytes) else body)
        sent: list[Message] = []

        async def receive() -> Message:
            part = next(parts, None)
            return {"type": "http.request", "body": part or b"", "more_body": part is not None}

        async def send(message: Message) -> None:
            sent.append(message)

        coroutine = self._bound(scope, receive, send)
        try:
            coroutine.send(None)  # type: ignore[attr-defined] # a coroutine function's result has it
        except StopIteration:
            start, content = sent
            fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]
            return Reply(start["status"], fields, content["body"])
        raise AssertionError(f"the app waits for something in {method} {path}")

    def call(self, method: str, target: str, document: Any = None, *, key: str = "read", fields: Fields = ()) -> Reply:
        authorization = ("authorization", f"Bearer {SANDBOX_KEYS.get(key, key)}")
        if document is None:
            return self.send(method, target, [authorization, *fields])
        return self.send(method, target, [authorization, JSON, *fields], json.dumps(document).encode())

    def generate(self, document: Any = HELLO, *, key: str = "read", fields: Fields = ()) -> Reply:
        return self.call("POST", "/v1/generate", document, key=key, fields=fields)

    def perform(self, name: str, *, key: str = "", fields: Fields = (), resource: str = "") -> Reply:
        """The response to the request of an operation's examples, but for what is given.

        The sandbox's key has the permission that the operation needs, and no other.
        """
        operation = BY_ID[name]
        target = operation.target(resource)
        if not operation.spec["security"]:
            return self.send(operation.method, target, fields)
        key = key or operation.permission or "read"
        return self.call(operation.method, target, operation.document, key=key, fields=fields)

    @property
    def violations(self) -> list[str]:
        return [violation.name for violation in self.sandbox.journal.exchanges[-1].violations]
