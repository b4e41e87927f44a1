"""The TLS front: uvicorn's HTTP/1.1 over TLS, one protocol object a connection.

Webhook deliveries, which wait in a sandbox's outbox, are sent to this machine, and nowhere else.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from functools import partial
from urllib.parse import SplitResult, urlsplit

import trustme
import uvicorn
from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from asrun.api import Api, ASGIApp, Delivery, Fault, Receive, Scope, Send, State
from asrun.journal import Exchange, Request, Response, Violation
from asrun.transport.proxy import CHUNK, LOOPBACK
from asrun.transport.wall import Wall

IDLE_LIMIT = 3600
"""Seconds after which an idle connection is closed: a client that slept or was held up may still send on it."""


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
    deliveries: str = ""
    """How its client's webhooks differ from those of the API: `forged`, `old` (by the clock), or `repeated`."""
    delivered: list[int] = field(default_factory=list)
    """How many exchanges there were before each webhook that its client was sent."""
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


HANDSHAKE_LIMIT = 10.0
"""Seconds that a TLS handshake may take."""

SHUTDOWN_LIMIT = 2.0
"""Seconds that a client may take to confirm the end of TLS."""


class Front:
    """The TLS end of every tunnel, with a certificate for the API's host alone.

    Its private key is made in memory and never kept in a file.
    """

    def __init__(self, api: Api, ca: trustme.CA) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.set_alpn_protocols(["http/1.1"])
        ca.issue_cert(*api.contract.hosts).configure_cert(self._tls)
        self._config = uvicorn.Config(
            _served(api.app),
            lifespan="off",
            interface="asgi3",
            ws="none",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
            timeout_keep_alive=IDLE_LIMIT,
        )
        self._config.load()

    async def serve(self, client: socket.socket, run: Run, scheme: str, sent: bytes) -> None:
        """Do the TLS handshake, if any, on a non-blocking socket, and leave it to a `Connection`, which then owns it.

        `sent` came already. Raises OSError (ssl.SSLError is one) where the handshake fails.
        """
        tls = scheme == "https"
        await asyncio.get_running_loop().connect_accepted_socket(
            lambda: Connection(self._config, run, sent),
            client,
            ssl=self._tls if tls else None,
            ssl_handshake_timeout=HANDSHAKE_LIMIT if tls else None,
            ssl_shutdown_timeout=SHUTDOWN_LIMIT if tls else None,
        )


class Connection(HttpToolsProtocol):
    """One connection of one run. What does not reach the app becomes a line in the run's `refused`."""

    def __init__(self, config: uvicorn.Config, run: Run, sent: bytes) -> None:
        super().__init__(config=config, server_state=run.state, app_state={"sandbox": run.sandbox, "run": run})
        self._run = run
        self._sent = sent

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        super().connection_made(transport)
        for fault in reversed(self._run.faults):
            self.app = _faulty(self.app, fault, self.transport)
        if self._sent:
            self.data_received(self._sent)

    def on_headers_complete(self) -> None:
        self.server_state.default_headers = [
            (b"date", format_datetime(self._run.sandbox.clock.now(), usegmt=True).encode())
        ]
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this for whatever it cannot parse."""
        if not self.transport.is_closing():
            self._run.refused.append(f"{msg} (400)")
            super().send_400_response(msg)


def _faulty(app: ASGIApp, fault: Fault, transport: asyncio.Transport) -> ASGIApp:
    async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
        await fault(app, scope, receive, send, transport)

    return faulty


def _served(app: ASGIApp) -> ASGIApp:
    """`app`, for which a client that leaves in the middle of its request is no error, and whose webhooks are sent."""

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):
            await app(scope, receive, send)
        run: Run = scope["state"]["run"]
        while run.sandbox.outbox:
            delivery = run.sandbox.outbox.popleft()
            if run.deliveries == "forged":
                delivery = replace(delivery, body=delivery.body.replace(b'": "', b'": "_', 1))
            run.own(asyncio.create_task(_deliver_to(run, delivery)))

    return served


async def _deliver_to(run: Run, delivery: Delivery) -> None:
    for _ in range(2 if run.deliveries == "repeated" else 1):
        before = len(run.sandbox.journal.exchanges)
        await deliver(delivery, partial(_note, run, delivery, before), run.wall)


def _note(run: Run, delivery: Delivery, before: int, status: int) -> None:
    """Journals a delivery that its receiver refused or left waiting, or took where it must not.

    A program may end while it gets one again.
    """
    run.delivered.append(before)
    wrong = ACCEPTED.get(run.deliveries)
    if (200 <= status < 300) == bool(wrong) and (status or run.deliveries != "repeated"):
        url = urlsplit(delivery.url)
        request = Request("POST", delivery.url, url.path, url.query, list(delivery.fields.items()), delivery.body)
        refused = Violation("delivery_refused", "accept a delivery that the API has signed")
        late = Violation("delivery_unanswered", f"respond to a delivery within {TIMEOUT:g} seconds")
        noted = [wrong or (refused if status else late)]
        run.sandbox.journal.record(Exchange(request, Response(status, [], b""), noted))


ACCEPTED = {
    "forged": Violation("forged_delivery_accepted", "refuse a delivery whose signature doesn't match"),
    "old": Violation("old_delivery_accepted", "refuse a delivery whose timestamp is old"),
}
"""What is wrong where a receiver takes such a delivery."""

TIMEOUT = 5.0
"""Seconds that a receiver has to respond."""


async def deliver(delivery: Delivery, told: Callable[[int], None], wall: Wall | None = None) -> None:
    """POST `delivery` to its URL, behind the `wall` if the run has one; `told` gets the response's status, 0 for none.

    One that leads elsewhere, or that nobody takes, is dropped: there is no retry.
    """
    url = urlsplit(delivery.url)
    if url.scheme != "http" or url.hostname not in LOOPBACK:
        return
    for host in ("127.0.0.1", "::1") if url.hostname == "localhost" else (url.hostname,):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with suppress(OSError), wall.socket(family) if wall else socket.socket(family) as client:
            status = 0
            with suppress(TimeoutError):
                async with asyncio.timeout(TIMEOUT):
                    status = await _post(url, delivery, client, host)
            told(status)
            async with asyncio.timeout(TIMEOUT):
                while await asyncio.get_running_loop().sock_recv(client, CHUNK):
                    pass
                return


async def _post(url: SplitResult, delivery: Delivery, client: socket.socket, host: str) -> int:
    """The status of the response, of which no more is read than says so; 0 for what is none."""
    loop, body = asyncio.get_running_loop(), delivery.body
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    fields = {"host": url.netloc, **delivery.fields, "content-length": str(len(body)), "connection": "close"}
    head = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    client.setblocking(False)
    await loop.sock_connect(client, (host, url.port or 80))
    await loop.sock_sendall(client, "\r\n".join(head).encode() + b"\r\n\r\n" + body)
    status = re.match(rb"HTTP/\S+ (\d{3})", await loop.sock_recv(client, CHUNK))
    return int(status[1]) if status else 0
