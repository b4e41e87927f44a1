"""Transports of httpx that lead to the API in this process. The clients are the real ones."""

import h11
import httpx
import httpx._client

from run_in_page.api import Api, Request, UnreachableError


def lead_httpx_to(api: Api) -> None:
    def send(request: httpx.Request, body: bytes) -> httpx.Response:
        try:
            # What the socket's end of httpx refuses to send, it refuses here too.
            h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
            response = api.send(Request(request.method, str(request.url), request.headers.multi_items(), body))
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error), request=request) from error
        except UnreachableError as error:
            raise httpx.ConnectError(str(error), request=request) from error
        return httpx.Response(
            response.status,
            headers=list(response.fields),
            stream=httpx.ByteStream(response.body),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": response.reason.encode()},
        )

    class HTTPTransport(httpx.BaseTransport):
        def __init__(self, **_: object) -> None:
            pass

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return send(request, request.read())

    class AsyncHTTPTransport(httpx.AsyncBaseTransport):
        def __init__(self, **_: object) -> None:
            pass

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return send(request, await request.aread())

    for transport in (HTTPTransport, AsyncHTTPTransport):
        for module in (httpx, httpx._client):
            setattr(module, transport.__name__, transport)
