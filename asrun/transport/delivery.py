"""Webhook deliveries: what waits in a sandbox's outbox is sent to this machine, and nowhere else."""

import asyncio
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from asrun.api import Delivery

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that a delivery goes to, over plain HTTP."""

TIMEOUT = 5.0
"""Seconds that a receiver has to respond."""


async def deliver(delivery: Delivery) -> None:
    """POST `delivery` to its URL. One that leads elsewhere, or that nobody takes, is dropped: there is no retry."""
    url = urlsplit(delivery.url)
    if url.scheme != "http" or url.hostname not in LOOPBACK:
        return
    with suppress(OSError):
        async with asyncio.timeout(TIMEOUT):
            await _post(url, delivery)


async def _post(url: SplitResult, delivery: Delivery) -> None:
    reader, writer = await asyncio.open_connection(url.hostname, url.port or 80)
    try:
        target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
        body = delivery.body
        fields = {
            "host": url.netloc,
            **delivery.fields,
            "content-length": str(len(body)),
            "connection": "close",
        }
        head = [f"POST {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        while await reader.read(65_536):
            pass
    finally:
        writer.close()
        await writer.wait_closed()
