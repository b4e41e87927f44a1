"""The TLS front: uvicorn's HTTP/1.1 over TLS, one protocol object a connection, within bounds of size and time."""

import asyncio
import socket
import ssl
from contextlib import suppress
from email.utils import format_datetime
from http import HTTPStatus

import trustme
import uvicorn
from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from asrun.api import Api, ASGIApp, Fault, Receive, Scope, Send
from asrun.transport.delivery import deliver
from asrun.transport.run import Run

HEAD_LIMIT = 65_536
"""Bytes of request line and fields in a request."""

REQUEST_LIMIT = 30.0
"""Seconds in which a request must have come whole, its body too."""

HANDSHAKE_LIMIT = 10.0
"""Seconds that a TLS handshake may take."""

SHUTDOWN_LIMIT = 2.0
"""Seconds that a client may take to confirm the end of TLS."""


class HeadTooLarge(Exception):  # noqa: N818 - named for the status it becomes
    """A request's line and fields exceed `HEAD_LIMIT`; raised to stop the parser."""


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
        self._head_size: int | None = 0
        self._limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        super().connection_made(transport)
        for fault in reversed(self._run.faults):
            self.app = _faulty(self.app, fault, self.transport)
        self._begin_limit()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_limit()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._head_size is not None:
            self._head_size += len(data)
        super().data_received(data)
        if self._head_size is not None and self._head_size > HEAD_LIMIT:
            self._refuse_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin_limit()

    def on_headers_complete(self) -> None:
        self._head_size = None
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > HEAD_LIMIT:
            self._refuse_head()
            raise HeadTooLarge
        self.server_state.default_headers = [
            (b"date", format_datetime(self._run.sandbox.clock.now(), usegmt=True).encode())
        ]
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._head_size = 0
        self._end_limit()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """uvicorn calls this for whatever it cannot parse."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _refuse_head(self) -> None:
        self._refuse(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"The request's line and fields exceed {HEAD_LIMIT} bytes."
        )

    def _refuse(self, status: HTTPStatus, reason: str) -> None:
        if self.transport.is_closing():
            return
        self._run.refused.append(f"{reason} ({status.value})")
        body = f"{reason}\n".encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def _begin_limit(self) -> None:
        self._end_limit()
        self._limit = self.loop.call_later(REQUEST_LIMIT, self.give_up)

    def _end_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()

    def give_up(self) -> None:
        """End what has lasted for `REQUEST_LIMIT`: in silence where no byte of a request has arrived, else by a 408."""
        if self._head_size == 0:
            self.transport.close()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, f"No whole request came within {REQUEST_LIMIT:g} seconds.")


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
            run.own(asyncio.create_task(deliver(run.sandbox.outbox.popleft(), run.wall)))

    return served
