"""Webhook deliveries: what waits in a sandbox's outbox is sent to this machine, and nowhere else."""

import asyncio
import re
import socket
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from asrun.api import Delivery
from asrun.transport.wall import Wall

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that a delivery goes to, over plain HTTP."""

TIMEOUT = 5.0
"""Seconds that a receiver has to respond."""


CHUNK = 65_536
"""Bytes that are read in one go."""


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
