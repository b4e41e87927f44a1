"""The API that's made from the contract alone."""

import asyncio
import base64
from collections import deque
from collections.abc import Callable, Mapping
from random import Random

from asrun.api import Api, ASGIApp, Delivery, Fault, Receive, Scope, Send
from asrun.clock import Clock
from asrun.contract import Contract
from asrun.default.app import App
from asrun.default.memory import Memory
from asrun.default.security import Key, unknown_schemes
from asrun.default.strictness import Retries
from asrun.journal import Journal


class State:
    """What one run knows and changes."""

    def __init__(
        self, clock: Clock, random: Random, monotonic: Callable[[], float], mask: Callable[[str], str]
    ) -> None:
        self.clock = clock
        self.journal = Journal(mask)
        self.retries = Retries(clock, monotonic)
        self.outbox: deque[Delivery] = deque()
        self.memory = Memory(random)


def default_api(contract: Contract, keys: Mapping[str, Key], *, remember: bool = True) -> Api:
    """The API that responds by `contract` alone. `keys` are those that it accepts, by name; without any, all do.

    `remember` says whether what a program creates is there afterwards.
    """
    secrets = {name: key.secret for name, key in keys.items()}

    def mask(text: str) -> str:
        for name, secret in secrets.items():
            for shown in (secret, *_basic(secret)):
                text = text.replace(shown, f"{{{name}}}")
        return text

    return Api(
        contract=contract,
        app=App(contract, keys=list(keys.values()), remember=remember),
        new_state=lambda clock, random, monotonic: State(clock, random, monotonic, mask),
        keys=secrets,
        environment={"API_KEY": next(iter(secrets.values()))} if secrets else {},
        mask=mask,
        faults={
            "error_500": failing(500),
            "unavailable_503": failing(503),
            "limited_429": failing(429),
            "expired_401": failing(401),
        },
        limits=[
            *contract.problems,
            *(
                f"{operation}: {told}"
                for operation in contract.operations.values()
                for told in unknown_schemes(operation, contract.security_schemes)
            ),
        ],
    )


def _basic(secret: str) -> list[str]:
    """What a secret looks like in `Authorization: Basic`."""
    return [base64.b64encode(each.encode()).decode() for each in (secret, f"{secret}:")]


def failing(error: object) -> Fault:
    """The fault of an API that responds with this error, a status or what its `App.injected` takes, to any request."""

    async def fault(app: ASGIApp, scope: Scope, receive: Receive, send: Send, _transport: asyncio.Transport) -> None:
        scope["state"]["error"] = error
        await app(scope, receive, send)

    return fault
