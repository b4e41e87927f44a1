"""The documented API in this process: a request goes in and its response comes out, without an event loop."""

import time
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from http import HTTPStatus
from random import Random
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from starlette.types import Message, Scope

from asrun.clock import Clock
from asrun.contract import Contract
from mock_api.app import bind, create_app
from mock_api.sandbox import Sandbox

Fields = Sequence[tuple[str, str]]


class UnreachableError(Exception):
    """The URL leads elsewhere than to the API; the message says so, in one line."""


class Request(NamedTuple):
    """`url` is absolute; `fields` are as the client sends them."""

    method: str
    url: str
    fields: Fields
    body: bytes


class Response(NamedTuple):
    status: int
    reason: str
    fields: Fields
    body: bytes


class Api:
    """`seed` makes the ids of every run; `report` hears of each exchange."""

    def __init__(self, contract: Contract, seed: int, report: Callable[[Request, Response], None]) -> None:
        self._app = create_app(contract)
        self._origin = urlsplit(contract.document["servers"][0]["url"])
        self._seed = seed
        self._report = report
        self.begin()

    def begin(self) -> None:
        """Starts a run: the state of the API is fresh, as it is for every run of an example."""
        self._clock = Clock()
        self.sandbox = Sandbox(self._clock, Random(self._seed), time.monotonic)

    def send(self, request: Request) -> Response:
        """Raises `UnreachableError` where the request does not go to the API."""
        url = urlsplit(request.url)
        if (url.scheme, url.hostname, url.port or 443) != (self._origin.scheme, self._origin.hostname, 443):
            reason = f"{url.scheme}://{url.netloc} is out of reach: this page reaches {self._origin.geturl()} alone"
            raise UnreachableError(reason)
        fields = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.fields]
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "https",
            "path": unquote(url.path) or "/",
            "raw_path": (url.path or "/").encode("latin-1"),
            "query_string": url.query.encode("latin-1"),
            "root_path": "",
            "headers": fields,
        }
        response = self._answer(scope, request.body)
        self._report(request, response)
        return response

    def _answer(self, scope: Scope, body: bytes) -> Response:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        steps = bind(self._app, self.sandbox)(scope, receive, send)
        try:
            steps.__await__().__next__()
        except StopIteration:
            pass
        else:
            raise RuntimeError("the mock API waited for something, but in the page it must respond immediately")
        status = sent[0]["status"]
        date = ("date", format_datetime(self._clock.now(), usegmt=True))
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in sent[0]["headers"]]
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Response(status, HTTPStatus(status).phrase, [date, *fields], content)
