"""A client without manners: raw bytes to the mock, through its proxy and TLS."""

import socket
import ssl
from base64 import b64encode

from asrun.examples.waiting import GUARD
from asrun.transport.front import Run
from asrun.transport.server import MockServer

POST = b"POST /v1/generate HTTP/1.1\r\nHost: api.example.com\r\n"
CONNECT = "CONNECT api.example.com:443 HTTP/1.1"
LAST = b"Connection: close\r\n\r\n"


def connect(server: MockServer, user: str | None, head: str = CONNECT, rest: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", server.port), timeout=GUARD)
    credentials = "" if user is None else f"Proxy-Authorization: Basic {b64encode(f'{user}:x'.encode()).decode()}\r\n"
    client.sendall(f"{head}\r\n{credentials}\r\n".encode() + rest)
    return client


def tunnel(server: MockServer, run: Run) -> ssl.SSLSocket:
    client = connect(server, run.token)
    assert client.recv(1000).startswith(b"HTTP/1.1 200 ")
    tls = ssl.create_default_context(cafile=server.ca_path)
    return tls.wrap_socket(client, server_hostname="api.example.com")


def read(client: socket.socket) -> bytes:
    received = b""
    while part := client.recv(65_536):
        received += part
    return received


def ask(server: MockServer, run: Run, request: bytes) -> bytes:
    with tunnel(server, run) as client:
        client.sendall(request)
        return read(client)


def ask_proxy(server: MockServer, run: Run, head: str) -> str:
    with connect(server, run.token, head) as client:
        client.shutdown(socket.SHUT_WR)
        return read(client).decode()


def ended(client: socket.socket) -> bool:
    try:
        read(client)
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True
