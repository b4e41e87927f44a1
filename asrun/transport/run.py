"""One client's view of the mock."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from uvicorn.server import ServerState

from asrun.api import Fault, State
from asrun.transport.wall import Wall


@dataclass
class Run:
    """A client's own sandbox, and how it gets there.

    Read `sandbox.journal` and `refused` after `close()`: until then the server's thread may write to them.
    """

    token: str
    """The proxy's user name for this run."""
    sandbox: State
    environment: dict[str, str]
    """The variables that lead a client to this run: proxy and certificate authority."""
    faults: Sequence[Fault] = field(repr=False)
    on_close: Callable[["Run"], None] = field(repr=False)
    upstream: bool = False
    """Whether a request for another host is carried on to it; else it is turned away."""
    wall: Wall | None = field(default=None, repr=False)
    """What the client is behind, where one stands: a webhook for this machine is delivered there."""
    refused: list[str] = field(default_factory=list)
    """What did not reach the app: `"CONNECT example.org:443"`, `"GET http://api.example.com/v1/me"`, bad requests."""
    untrusting: int = 0
    """How many TLS handshakes have begun and not succeeded."""
    delivered: int = 0
    """How many webhooks its client was sent."""
    state: ServerState = field(default_factory=ServerState, repr=False)
    """Where uvicorn lists the run's connections and the requests that have no response yet."""
    tasks: set[asyncio.Task[None]] = field(default_factory=set, repr=False)
    """What else goes on for the run, and is cancelled at its end: tunnels being opened, webhooks being delivered."""

    def close(self) -> None:
        """End the run and each of its connections. What its client asks for later is unattributed."""
        self.on_close(self)

    def own(self, task: asyncio.Task[None]) -> None:
        """Let `task` end with the run at the latest."""
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
