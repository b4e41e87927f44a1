"""The TLS front: uvicorn's HTTP/1.1 over TLS, one protocol object a connection."""

import asyncio
import socket
import ssl
from contextlib import suppress
from email.utils import format_datetime
from functools import partial
from urllib.parse import urlsplit

import trustme
import uvicorn
from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from asrun.api import Api, ASGIApp, Delivery, Fault, Receive, Scope, Send
from asrun.journal import Exchange, Request, Response, Violation
from asrun.transport.delivery import TIMEOUT, deliver
from asrun.transport.run import Run

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
        ca.issue_cert(*api.hosts).configure_cert(self._tls)
        self._config = uvicorn.Config(
            _served(api.app),
            lifespan="off",
            interface="asgi3",
            ws="none",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,
        )
        self._config.load()

    async def serve(self, client: socket.socket, run: Run) -> None:
        """Do the TLS handshake on a non-blocking socket, and leave it to a `Connection`, which then owns it.

        Raises OSError (ssl.SSLError is one) where the handshake fails.
        """
        await asyncio.get_running_loop().connect_accepted_socket(
            lambda: Connection(self._config, run),
            client,
            ssl=self._tls,
            ssl_handshake_timeout=HANDSHAKE_LIMIT,
            ssl_shutdown_timeout=SHUTDOWN_LIMIT,
        )


class Connection(HttpToolsProtocol):
    """One connection of one run. What does not reach the app becomes a line in the run's `refused`."""

    def __init__(self, config: uvicorn.Config, run: Run) -> None:
        super().__init__(config=config, server_state=run.state, app_state={"sandbox": run.sandbox, "run": run})
        self._run = run

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        super().connection_made(transport)
        for fault in reversed(self._run.faults):
            self.app = _faulty(self.app, fault, self.transport)

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
            run.own(asyncio.create_task(deliver(delivery, partial(_note, run, delivery), run.wall)))

    return served


def _note(run: Run, delivery: Delivery, status: int) -> None:
    """Counts a delivery, and journals one that its receiver refused, though the API had signed it, or left waiting."""
    run.delivered += 1
    if not 200 <= status < 300:
        url = urlsplit(delivery.url)
        request = Request("POST", delivery.url, url.path, url.query, list(delivery.fields.items()), delivery.body)
        refused = Violation("delivery_refused", "accept a delivery that the API has signed")
        late = Violation("delivery_unanswered", f"respond to a delivery within {TIMEOUT:g} seconds")
        run.sandbox.journal.record(Exchange(request, Response(status, [], b""), [refused if status else late]))
