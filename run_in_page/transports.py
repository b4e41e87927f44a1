"""httpx's own clients, over a transport that leads to the API in this process."""

import h11
import httpx
import httpx._client

from run_in_page.api import Api


def lead_httpx_to(api: Api) -> None:
    def send(request: httpx.Request) -> httpx.Response:
        try:
            # What the socket's end of httpx refuses to send, it refuses here too.
            h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error), request=request) from error
        response = api.send(request.method, str(request.url), request.headers.multi_items(), request.content)
        if len(response) == 1:
            raise httpx.ConnectError(response[0], request=request)
        status, reason, fields, content = response
        return httpx.Response(
            status,
            headers=[(name, value) for name, value in fields],
            stream=httpx.ByteStream(content),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": reason.encode()},
        )

    for name in ("HTTPTransport", "AsyncHTTPTransport"):
        for module in (httpx, httpx._client):
            setattr(module, name, lambda **_: httpx.MockTransport(send))
