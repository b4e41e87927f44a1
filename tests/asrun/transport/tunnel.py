"""A client without manners: raw bytes to the mock, through its proxy and TLS."""

import socket
import ssl
from base64 import b64encode

from asrun.examples.waiting import GUARD, until
from asrun.transport.run import Run
from asrun.transport.server import MockServer

POST = b"POST /v1/generate HTTP/1.1\r\nHost: api.example.com\r\n"
CONNECT = "CONNECT api.example.com:443 HTTP/1.1"
LAST = b"Connection: close\r\n\r\n"


def connect(server: MockServer, user: str | None, head: str = CONNECT, rest: bytes = b"") -> socket.socket:
    """A connection to the proxy, which has been sent that head in the name of `user`, and then `rest`."""
    client = socket.create_connection(("127.0.0.1", server.port), timeout=GUARD)
    credentials = "" if user is None else f"Proxy-Authorization: Basic {b64encode(f'{user}:x'.encode()).decode()}\r\n"
    client.sendall(f"{head}\r\n{credentials}\r\n".encode() + rest)
    return client


def tunnel(server: MockServer, run: Run) -> ssl.SSLSocket:
    """A TLS connection to the API."""
    client = connect(server, run.token)
    assert client.recv(1000).startswith(b"HTTP/1.1 200 ")
    tls = ssl.create_default_context(cafile=server.ca_path)
    return tls.wrap_socket(client, server_hostname="api.example.com")


def read(client: socket.socket) -> bytes:
    """All that is received until the other side closes."""
    received = b""
    while part := client.recv(65_536):
        received += part
    return received


def ask(server: MockServer, run: Run, request: bytes) -> bytes:
    """All that the server sends until it closes, to bytes sent as they stand."""
    with tunnel(server, run) as client:
        client.sendall(request)
        return read(client)


def ask_proxy(server: MockServer, run: Run, head: str) -> str:
    """All that the proxy sends until it closes."""
    with connect(server, run.token, head) as client:
        client.shutdown(socket.SHUT_WR)
        return read(client).decode()


def ended(client: socket.socket) -> bool:
    """Whether the server closes within the client's time limit, by reset or not."""
    try:
        read(client)
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def wait_for_exchange(run: Run) -> None:
    """Wait until the app has responded."""
    until(lambda: run.sandbox.journal.exchanges)
