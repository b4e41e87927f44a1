"""One request on its way through the checks, and the answer to it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mock_api.answer import Answer
from mock_api.journal import Violation
from mock_api.keys import Key
from mock_api.limits import Window
from mock_api.sandbox import Sandbox


@dataclass(slots=True)
class Call:
    """What a handler gets: all checks but those of the resource itself have passed.

    `parameters` are those of the path, `query` and `body` are as the contract's schemas say.
    """

    sandbox: Sandbox
    method: str
    path: str
    parameters: Mapping[str, str]
    violations: list[Violation] = field(default_factory=list)
    key: Key | None = None
    window: Window | None = None
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None


Handler = Callable[[Call], Awaitable[Answer]]
