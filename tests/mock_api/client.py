"""A client of the app without a server: it steps the app's coroutine once, as the page's Python does."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Scope

from asrun.journal import Exchange
from mock_api.app import bind
from mock_api.sandbox import SANDBOX_KEYS, Sandbox

Fields = Sequence[tuple[str, str]]
JSON = ("content-type", "application/json")
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


class Client:
    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self.app = app
        self._bound = bind(app, sandbox)
        self.sandbox = sandbox

    def send(
        self, method: str, target: str, fields: Fields = (), body: bytes | Iterable[bytes] = b"", raw_path: bytes = b""
    ) -> Reply:
        """The answer to a request sent as it stands; a `body` in parts is sent as such."""
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
        return self.step(scope, [body] if isinstance(body, bytes) else body)

    def step(self, scope: Scope, body: Iterable[bytes]) -> Reply:
        """The app's answer to what a server would make of a request."""
        parts = iter(body)
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
            return Reply(
                start["status"],
                [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]],
                content["body"],
            )
        raise AssertionError(f"the app waits for something in {scope['method']} {scope['path']}")

    def call(self, method: str, target: str, document: Any = None, *, key: str = "read", fields: Fields = ()) -> Reply:
        """The answer to a well-formed request with the sandbox key of that name, or with a secret."""
        authorization = ("authorization", f"Bearer {SANDBOX_KEYS.get(key, key)}")
        if document is None:
            return self.send(method, target, [authorization, *fields])
        return self.send(method, target, [authorization, JSON, *fields], json.dumps(document).encode())

    def generate(self, document: Any = HELLO, *, key: str = "read", fields: Fields = ()) -> Reply:
        return self.call("POST", "/v1/generate", document, key=key, fields=fields)

    @property
    def exchange(self) -> Exchange:
        """The latest exchange in the journal."""
        return self.sandbox.journal.exchanges[-1]

    @property
    def violations(self) -> list[str]:
        """The names of what the latest exchange does wrong."""
        return [violation.name for violation in self.exchange.violations]
