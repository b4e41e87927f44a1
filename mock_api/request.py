"""A request, from what the server put into the ASGI scope to what the checks made of it for its handler."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Receive, Scope

from asrun.journal import Violation
from mock_api import body
from mock_api.keys import Key
from mock_api.limits import Window
from mock_api.rules import Rules


@dataclass(slots=True)
class ApiRequest:
    """`rules` are the contract's. `target` and `query` are raw, `path` is decoded; `body` is None if it is too large.

    The checks set the rest: `parameters` are those of the path, `query_values` and `content` are what query and body
    say by the contract, `window` is the key's, and `limit_fields` tell the client of it.
    """

    rules: Rules
    method: str
    path: str
    target: str
    query: str
    fields: list[tuple[str, str]]
    body: bytes | None = b""
    violations: list[Violation] = field(default_factory=list)
    parameters: Mapping[str, str] = field(default_factory=dict)
    query_values: Mapping[str, Any] = field(default_factory=dict)
    content: Any = None
    key: Key = field(init=False)
    window: Window = field(init=False)
    limit_fields: Mapping[str, str] = field(default_factory=dict)

    def values(self, name: str) -> list[str]:
        """The values of the fields of that name, in lower case: most should have come once at most."""
        return [value for each, value in self.fields if each == name]

    @property
    def idempotency_key(self) -> str | None:
        return next(iter(self.values("idempotency-key")), None)

    def note(self, violation: str, detail: str) -> None:
        """Notes what the API forgives and a good example does not do."""
        self.violations.append(Violation(violation, detail))


async def read_request(scope: Scope, receive: Receive, rules: Rules) -> ApiRequest:
    """Raises `ClientDisconnect` where the client leaves before the end."""
    query = scope["query_string"].decode("latin-1")
    raw_path = scope.get("raw_path") or scope["path"].encode()
    target = raw_path.decode("latin-1") + (f"?{query}" if query else "")
    fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    request = ApiRequest(rules, scope["method"], scope["path"], target, query, fields)
    declared = next(reversed(request.values("content-length")), None)
    request.body = await body.read(receive, declared, rules.max_body_bytes)
    return request
