"""A client that asks as fast as it is answered, over connections that it keeps: raw sockets, one thread."""

import re
import selectors
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

CONNECTIONS = 16

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_LAST_CHUNK = b"\r\n0\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What a server stood: requests a second, and the seconds that 99 of 100 took at most."""

    rate: float
    p99: float


@dataclass
class Exchange:
    """A request under way on one connection, and what has come of its answer."""

    connection: socket.socket
    sent: float
    received: bytes = b""

    def is_complete(self) -> bool:
        head, end, body = self.received.partition(b"\r\n\r\n")
        if not end:
            return False
        length = _LENGTH.search(head)
        return len(body) >= int(length[1]) if length else self.received.endswith(_LAST_CHUNK)


def load(connect: Callable[[], socket.socket], request: bytes, count: int) -> Load:
    """Send `request` `count` times over `CONNECTIONS` that `connect` opens.

    Raises ValueError where an answer is not a 200.
    """
    seconds: list[float] = []
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        start = time.perf_counter()
        for _ in range(CONNECTIONS):
            connection = stack.enter_context(connect())
            connection.sendall(request)
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ, Exchange(connection, time.perf_counter()))
        while len(seconds) < count:
            for key, _ in selector.select():
                exchange: Exchange = key.data
                exchange.received += _receive(exchange.connection)
                if exchange.is_complete():
                    now = time.perf_counter()
                    if not exchange.received.startswith(b"HTTP/1.1 200 "):
                        raise ValueError(f"expected a 200, got {exchange.received[:500]!r}")
                    seconds.append(now - exchange.sent)
                    exchange.sent, exchange.received = now, b""
                    exchange.connection.send(request)
        elapsed = time.perf_counter() - start
    return Load(len(seconds) / elapsed, sorted(seconds)[len(seconds) * 99 // 100])


def _receive(connection: socket.socket) -> bytes:
    try:
        received = connection.recv(65_536)
    except ssl.SSLWantReadError:
        return b""
    if not received:
        raise ConnectionResetError("the server closed the connection")
    return received
