"""Webhook deliveries: what waits in a sandbox's outbox is sent to this machine, and nowhere else."""

import asyncio
import socket
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from asrun.api import Delivery
from asrun.transport.wall import Wall

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that a delivery goes to, over plain HTTP."""

TIMEOUT = 5.0
"""Seconds that a receiver has to respond."""


async def deliver(delivery: Delivery, wall: Wall | None = None) -> None:
    """POST `delivery` to its URL, behind the `wall` if the run has one.

    One that leads elsewhere, or that nobody takes, is dropped: there is no retry.
    """
    url = urlsplit(delivery.url)
    if url.scheme != "http" or url.hostname not in LOOPBACK:
        return
    for host in ("127.0.0.1", "::1") if url.hostname == "localhost" else (url.hostname,):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with suppress(OSError), wall.socket(family) if wall else socket.socket(family) as client:
            async with asyncio.timeout(TIMEOUT):
                await _post(url, delivery, client, host)
                return


async def _post(url: SplitResult, delivery: Delivery, client: socket.socket, host: str) -> None:
    loop, body = asyncio.get_running_loop(), delivery.body
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    fields = {"host": url.netloc, **delivery.fields, "content-length": str(len(body)), "connection": "close"}
    head = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    client.setblocking(False)
    await loop.sock_connect(client, (host, url.port or 80))
    await loop.sock_sendall(client, "\r\n".join(head).encode() + b"\r\n\r\n" + body)
    while await loop.sock_recv(client, 65_536):
        pass
