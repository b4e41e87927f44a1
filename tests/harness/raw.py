"""A request that is sent as it stands: a request.http, which no client would make."""

import ssl
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from tests.harness.process import LIMIT, Ended, hung

HOST = "api.example.com"


def send(text: str, environment: Mapping[str, str], *, limit: float = LIMIT) -> Ended:
    """Sends `text` over TLS through the proxy that `environment` names; the output is the response's body.

    Lines end in LF in the file and in CR LF on the wire, up to the blank line. What follows is the body, without the
    file's last line end.
    """
    proxy = urlsplit(environment["HTTPS_PROXY"])
    context = ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])
    connection = HTTPSConnection(proxy.hostname or "", proxy.port, timeout=limit, context=context)
    credentials = b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
    connection.set_tunnel(HOST, 443, headers={"Proxy-Authorization": f"Basic {credentials}"})
    head, _, body = text.removesuffix("\n").partition("\n\n")
    try:
        connection.connect()
        connection.sock.sendall(f"{head}\n\n".replace("\n", "\r\n").encode() + body.encode())
        with HTTPResponse(connection.sock, method=head.partition(" ")[0]) as response:
            response.begin()
            return Ended(0, response.read().decode(errors="backslashreplace"), "")
    except TimeoutError:
        return Ended(None, "", "", hung(limit))
    except (OSError, HTTPException) as error:
        return Ended(1, "", f"{type(error).__name__}: {error}")
    finally:
        connection.close()
