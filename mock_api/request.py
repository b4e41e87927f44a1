"""A request, and what the checks made of it for its handler."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from asrun.default.messages import Request
from mock_api.keys import Key
from mock_api.limits import Window
from mock_api.rules import Rules


@dataclass(slots=True)
class ApiRequest(Request):
    """`rules` are the contract's, `window` is the key's, and `limit_fields` tell the client of it."""

    rules: Rules = field(init=False)
    key: Key = field(init=False)
    window: Window = field(init=False)
    limit_fields: Mapping[str, str] = field(default_factory=dict)
