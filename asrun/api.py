"""What the engine needs of an API: one object, which the project's asrun.toml names."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from asrun.clock import Clock
from asrun.contract import Contract
from asrun.journal import Journal

SEED = 2026
"""Seeds every run's randomness, so that each makes the same ids."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

Fault = Callable[[ASGIApp, Scope, Receive, Send, asyncio.Transport], Awaitable[None]]
"""Called in place of the app, with the app and the connection's transport at hand."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request that the API makes: POST `body` with `fields`, which are named in lower case, to `url`."""

    url: str
    fields: Mapping[str, str]
    body: bytes


class State(Protocol):
    """What an API knows and changes in one run. What it leaves in `outbox` is sent, where it is for this machine."""

    clock: Clock
    journal: Journal
    outbox: deque[Delivery]


@dataclass(frozen=True)
class Api:
    """An API that obeys `contract`.

    `app` is an ASGI app that keeps nothing: it finds the state of its run in `scope["state"]["sandbox"]`, and records
    each exchange in the journal there. `new_state` makes that state from the run's clock, the source of its randomness,
    and a clock of real seconds that never runs backwards. `keys` are the published secrets by their names, which
    example.toml writes as `{read}`; the sandbox's shell has that of `environment`, by its variable. `mask` cuts the
    secrets in a text short. `faults` are the API's own error responses, such as a 503, by their names. `limits` say
    what of the contract it cannot do, each with its operation.
    """

    contract: Contract
    app: ASGIApp
    new_state: Callable[[Clock, Random, Callable[[], float]], State]
    keys: Mapping[str, str]
    environment: Mapping[str, str]
    mask: Callable[[str], str]
    faults: Mapping[str, Fault]
    limits: Sequence[str] = ()
