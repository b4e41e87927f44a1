"""The proxy's side of the conversation: what a client asks for, and how it is turned away.

An HTTP proxy that understands ``CONNECT`` (RFC 9110 §9.3.6) and Basic credentials (RFC 7617), of which the user name
alone counts: it names the run.
"""

import asyncio
import socket
from base64 import b64decode
from dataclasses import dataclass
from http import HTTPStatus

CHUNK = 16_384
"""Bytes that are read in one go."""

LINGER = 1.0
"""Seconds that a client which was turned away may go on sending."""

_END = b"\r\n\r\n"


@dataclass(frozen=True)
class ProxyRequest:
    """The head of a request to the proxy; `fields` in the order sent, their names in lower case.

    `rest` is what came with the head, and follows it.
    """

    method: str
    target: str
    fields: list[tuple[str, str]]
    rest: bytes = b""

    @property
    def user(self) -> str | None:
        """The user name in `Proxy-Authorization`, or None where it holds no Basic credentials."""
        for name, value in self.fields:
            scheme, _, credentials = value.partition(" ")
            if name == "proxy-authorization" and scheme.lower() == "basic":
                try:
                    return b64decode(credentials, validate=True).decode().partition(":")[0]
                except ValueError:
                    return None
        return None


async def read_request(client: socket.socket) -> ProxyRequest | None:
    """Read one request's head from a non-blocking socket; None where the client leaves before its end or sends none."""
    loop = asyncio.get_running_loop()
    head = b""
    while _END not in head:
        received = await loop.sock_recv(client, CHUNK)
        if not received:
            return None
        head += received
    head, _, rest = head.partition(_END)
    line, *lines = head.decode("latin-1").split("\r\n")
    fields = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    match line.split(" "):
        case [method, target, _]:
            return ProxyRequest(method, target, fields, rest)
    return None


async def accept(client: socket.socket) -> None:
    """Tell the client that its tunnel is open."""
    await asyncio.get_running_loop().sock_sendall(client, b"HTTP/1.1 200 Connection established\r\n\r\n")


async def refuse(client: socket.socket, status: HTTPStatus, reason: str) -> None:
    """Respond with `status` and `reason` as its text, and close the connection.

    Closing immediately would reset a client that's still sending, and it might then never read the response.
    """
    body = f"{reason}\n".encode()
    head = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    if status is HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        head.append('Proxy-Authenticate: Basic realm="mock"')
    loop = asyncio.get_running_loop()
    await loop.sock_sendall(client, "\r\n".join(head).encode() + _END + body)
    client.shutdown(socket.SHUT_WR)
    async with asyncio.timeout(LINGER):
        while await loop.sock_recv(client, CHUNK):
            pass
