"""Requests to an app in process. Each is one step of the app's coroutine, as in the page's Python."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

from run_in_page.api import respond

Fields = Sequence[tuple[str, str]]
JSON = ("content-type", "application/json")


@dataclass
class Reply:
    """A response. `data` and `error` are members that our API's documents have."""

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
        return str(self.error["code"])

    @property
    def invalid(self) -> list[str]:
        assert (self.status, self.code) == (422, "VALIDATION_ERROR"), self.body
        return sorted(each["field"] for each in self.error["details"]["errors"])


def send(  # noqa: PLR0913 (each is a part of a request)
    app: ASGIApp,
    method: str,
    target: str,
    fields: Fields = (),
    body: bytes | Iterable[bytes] = b"",
    *,
    raw_path: bytes = b"",
    **state: object,
) -> Reply:
    """The response to a request that's sent as is, in a run with that state. A `body` in parts is sent in parts."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": raw_path or path.encode(),
        "query_string": query.encode("latin-1"),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields],
        "state": state,
    }
    return Reply(*respond(app, scope, [body] if isinstance(body, bytes) else body))
