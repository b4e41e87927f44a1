"""The proxy: what a client asks for, and how it is turned away, or carried on to its host.

An HTTP proxy that understands ``CONNECT`` (RFC 9110 §9.3.6) and Basic credentials (RFC 7617), of which the user name
alone counts: it names the run. A request that is not for the API goes, where it may, where it would go without this
proxy: through the proxy that the environment names, or straight to the host.
"""

import asyncio
import socket
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

CHUNK = 65_536
"""Bytes that are read in one go."""

LINGER = 1.0
"""Seconds that a client which was turned away may go on sending."""

CONNECT_LIMIT = 30.0
"""Seconds in which the other host must have accepted the connection."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""This machine, which a client reaches without a proxy, unless the API is there."""

_OF_THE_CONNECTION = {"connection", "keep-alive", "proxy-authorization", "proxy-connection"}

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

    @property
    def url(self) -> SplitResult:
        """What it asks for. Raises ValueError where that is no URL."""
        return urlsplit(f"//{self.target}" if self.method == "CONNECT" else self.target)

    @property
    def authority(self) -> str:
        """The host and the port that it asks for, in lower case; empty where it names none."""
        with suppress(ValueError):
            if self.url.hostname and (self.method == "CONNECT" or self.url.scheme == "http"):
                return f"{self.url.hostname}:{self.url.port or 80}"
        return ""

    def onward(self, through: SplitResult | None = None) -> bytes:
        """The request as the other side wants it, which may be another proxy.

        A plain request is the only one on its connection, as the next could be for another host.
        """
        fields = [(name, value) for name, value in self.fields if name not in _OF_THE_CONNECTION]
        asked = self.target if through else self.url._replace(scheme="", netloc="").geturl() or "/"
        if through and through.username:
            credentials = f"{unquote(through.username)}:{unquote(through.password or '')}"
            fields.append(("Proxy-Authorization", f"Basic {b64encode(credentials.encode()).decode()}"))
        if self.method != "CONNECT":
            fields.append(("Connection", "close"))
        lines = [f"{self.method} {asked} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.rest


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


async def carry(client: socket.socket, request: ProxyRequest, api_hosts: Sequence[str], origins: str) -> None:
    """Bring `request` to its host, and then whatever either side sends, until both are done.

    If it can't, `client` gets the reason: a 403 for the API's host elsewhere than at its `origins`, or else a 502.
    """
    tunnel = request.method == "CONNECT"
    host, _, port = request.authority.rpartition(":")
    if not host:
        await refuse(client, HTTPStatus.BAD_REQUEST, f"The proxy cannot tell the host in {request.target!r}.")
        return
    if host in api_hosts and host not in LOOPBACK:
        await refuse(client, HTTPStatus.FORBIDDEN, f"The mock is at {origins}, and nowhere else there.")
        return
    try:
        onward = None if proxy_bypass(f"{host}:{port}") else _outer_proxy("https" if tunnel else "http")
    except ValueError as error:
        await refuse(client, HTTPStatus.BAD_GATEWAY, f"{error}")
        return
    try:
        async with _connected(*((onward.hostname or "", onward.port or 80) if onward else (host, int(port)))) as far:
            if onward or not tunnel:
                far[1].write(request.onward(onward))
            else:
                await accept(client)
            await _splice(client, *far)
    except OSError as error:
        where = f"{onward.hostname}:{onward.port}" if onward else f"{host}:{port}"
        await refuse(client, HTTPStatus.BAD_GATEWAY, f"{where} cannot be reached: {error}.")


def obstacle() -> str:
    """Why other hosts cannot be reached, in a line; empty where they can."""
    try:
        for scheme in ("https", "http"):
            _outer_proxy(scheme)
    except ValueError as error:
        return f"{error}"
    return ""


def _outer_proxy(scheme: str) -> SplitResult | None:
    """The proxy that the environment of this process, not the client's, names. Raises ValueError where it is no use."""
    proxies = getproxies_environment()
    url = proxies.get(scheme) or proxies.get("all")
    if not url:
        return None
    found = None
    with suppress(ValueError):
        found = urlsplit(url if "://" in url else f"http://{url}")
        if found.scheme == "http" and found.hostname and found.port != 0:
            return found
    actual = f"{found.scheme}://{found.netloc.rpartition('@')[2]}" if found else "no URL"
    raise ValueError(f"Other hosts cannot be reached: expected an http:// proxy for {scheme} outside, actual {actual}.")


@asynccontextmanager
async def _connected(host: str, port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to the other side; OSError, of which TimeoutError is one, where there is none."""
    async with asyncio.timeout(CONNECT_LIMIT):
        reader, writer = await asyncio.open_connection(host, port, happy_eyeballs_delay=0.25)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _splice(client: socket.socket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what each side sends, as it comes, until both have ended or one has broken off."""
    loop = asyncio.get_running_loop()

    async def there() -> None:
        while data := await loop.sock_recv(client, CHUNK):
            writer.write(data)
            await writer.drain()
        writer.write_eof()

    async def back() -> None:
        while data := await reader.read(CHUNK):
            await loop.sock_sendall(client, data)
        client.shutdown(socket.SHUT_WR)

    with suppress(ExceptionGroup):  # one side is gone, and so the other is let go
        async with asyncio.TaskGroup() as group:
            group.create_task(there())
            group.create_task(back())
