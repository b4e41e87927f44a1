"""A request that's sent as is: a request.http, which no client would send."""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from asrun.examples.process import Ended
from asrun.servers import authorities


def on_the_wire(text: str) -> bytes:
    """A file's request as it is sent: its lines end in CR LF up to the blank one, its body is without the last LF."""
    head, _, body = text.partition("\n\n")
    lines = [*head.rstrip("\n").split("\n"), "", ""]
    return "\r\n".join(lines).encode() + body.removesuffix("\n").encode()


def send(text: str, origin: str, environment: Mapping[str, str], limit: float) -> Ended:
    """Sends `text` to `origin` through the proxy that `environment` names; the output is the response's body."""
    proxy = urlsplit(environment["HTTPS_PROXY"])
    authority, scheme = next(iter(authorities(urlsplit(origin)).items()))
    host, _, port = authority.rpartition(":")
    connection = HTTPConnection(proxy.hostname or "", proxy.port, timeout=limit)
    if scheme == "https":
        context = ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])
        connection = HTTPSConnection(proxy.hostname or "", proxy.port, timeout=limit, context=context)
    credentials = b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
    connection.set_tunnel(host, int(port), headers={"Proxy-Authorization": f"Basic {credentials}"})
    try:
        connection.connect()
        connection.sock.sendall(on_the_wire(text))
        with HTTPResponse(connection.sock, method=text.partition(" ")[0]) as response:
            response.begin()
            return Ended(0, response.read().decode(errors="backslashreplace"), "")
    except (OSError, HTTPException) as error:
        return Ended(1, "", f"{type(error).__name__}: {error}")
    finally:
        connection.close()
