"""Transports of httpx and requests that lead to the API in this process. The clients are the real ones."""

import importlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import h11
import httpx

from run_in_page.api import Api, Request, UnreachableError


@contextmanager
def httpx_to(api: Api) -> Iterator[None]:
    def answer(request: httpx.Request, body: bytes) -> httpx.Response:
        try:
            # What the socket's end of httpx refuses to send, it refuses here too.
            h11.Request(method=request.method, target=request.url.raw_path, headers=request.headers.raw)
            sent = Request(request.method, str(request.url), request.headers.multi_items(), body)
            response = api.send(sent)
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

    def handle_request(_: object, request: httpx.Request) -> httpx.Response:
        return answer(request, request.read())

    async def handle_async_request(_: object, request: httpx.Request) -> httpx.Response:
        return answer(request, await request.aread())

    sync, asynchronous = httpx.BaseTransport, httpx.AsyncBaseTransport
    with (
        _replaced(httpx.HTTPTransport, __init__=_nothing, handle_request=handle_request),
        _replaced(httpx.HTTPTransport, **{name: getattr(sync, name) for name in ("__enter__", "__exit__", "close")}),
        _replaced(httpx.AsyncHTTPTransport, __init__=_nothing, handle_async_request=handle_async_request),
        _replaced(
            httpx.AsyncHTTPTransport,
            **{name: getattr(asynchronous, name) for name in ("__aenter__", "__aexit__", "aclose")},
        ),
    ):
        yield


@contextmanager
def requests_to(api: Api) -> Iterator[None]:
    requests = importlib.import_module("requests")  # half of a second in a browser: only for who imports it
    urllib3 = importlib.import_module("urllib3")

    def send(adapter: Any, request: Any, **_: Any) -> Any:
        body = request.body or b""
        if not isinstance(body, bytes):
            body = body.encode() if isinstance(body, str) else b"".join(body)
        try:
            sent = Request(request.method, request.url, list(request.headers.items()), body)
            response = api.send(sent)
        except UnreachableError as error:
            raise requests.ConnectionError(str(error), request=request) from error
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(response.body),
            headers=urllib3.HTTPHeaderDict(response.fields),
            status=response.status,
            reason=response.reason,
            version=11,
            preload_content=False,
        )
        return adapter.build_response(request, raw)

    with _replaced(requests.adapters.HTTPAdapter, send=send):
        yield


@contextmanager
def _replaced(owner: type, **attributes: Callable[..., Any]) -> Iterator[None]:
    before = {name: getattr(owner, name) for name in attributes}
    for name, value in attributes.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)


def _nothing(*_: object, **__: object) -> None:
    pass
