"""The documented API in this process, for the worker in the page: without an event loop, a response is there at once.

Values cross the border to JavaScript as plain lists, numbers, texts and bytes.
"""

import importlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from email.utils import format_datetime
from http import HTTPStatus
from importlib.resources import files
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Message, Scope

from asrun.clock import Clock
from asrun.contract import Contract
from mock_api.app import bind, create_app
from mock_api.sandbox import Sandbox
from run_in_page import curl
from run_in_page.bash import RefusedError

Plain = list[Any]


class Api:
    """`report` hears of each exchange: method, URL, fields, body, then status, reason, fields, body."""

    def __init__(self, report: Callable[..., None]) -> None:
        data = files("run_in_page")
        document, self._seed = (json.loads(data.joinpath(f"{name}.json").read_bytes()) for name in ("contract", "seed"))
        self._app = create_app(Contract(document, data.joinpath("contract.yaml").read_bytes()))
        self._origin = document["servers"][0]["url"]
        self._report = report
        self.begin()

    def begin(self) -> None:
        """Starts a run: the state of the API is fresh, as it is for every run of an example."""
        self._clock = Clock()
        self._sandbox = Sandbox(self._clock, Random(self._seed), time.monotonic)

    def run(self, language: str, text: str, environment: Mapping[str, str], files: Mapping[str, str]) -> int | str:
        """Runs a program in bash or Python; the exit status, or why there is none."""
        if language == "bash":
            try:
                return curl.run(text, environment, self.send)
            except (RefusedError, ConnectionError) as error:
                return str(error)
        # With httpx, for which the other languages need not wait.
        program = importlib.import_module("run_in_page.program")
        status: int = program.run(text, environment, files, self)
        return status

    def send(self, method: str, target: str, fields: Sequence[Sequence[str]], body: bytes) -> Plain:
        """The status, reason, fields and body of the response; or why there is none, alone."""
        url, origin = urlsplit(target), urlsplit(self._origin)
        if (url.scheme, url.hostname, url.port or 443) != (origin.scheme, origin.hostname, 443):
            return [f"{url.scheme}://{url.netloc} is out of reach: this page reaches {origin.geturl()} alone"]
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "https",
            "path": unquote(url.path) or "/",
            "raw_path": (url.path or "/").encode("latin-1"),
            "query_string": url.query.encode("latin-1"),
            "root_path": "",
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in fields],
        }
        content = bytes(body)
        status, its, sent = respond(bind(self._app, self._sandbox), scope, [content])
        date = ["date", format_datetime(self._clock.now(), usegmt=True)]
        response = [status, HTTPStatus(status).phrase, [date, *map(list, its)], sent]
        self._report(method, target, [[name, value] for name, value in fields], content, *response)
        return response


def respond(app: ASGIApp, scope: Scope, parts: Iterable[bytes]) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, fields and body of the response to a request whose body comes in parts. The app may wait for nothing."""
    left, sent = iter(parts), list[Message]()

    async def receive() -> Message:
        part = next(left, None)
        return {"type": "http.request", "body": part or b"", "more_body": part is not None}

    async def send(message: Message) -> None:
        sent.append(message)

    try:
        app(scope, receive, send).__await__().__next__()
    except StopIteration:
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in sent[0]["headers"]]
        return sent[0]["status"], fields, b"".join(message.get("body", b"") for message in sent[1:])
    raise RuntimeError(f"the app waits for something in {scope['method']} {scope['path']}")
