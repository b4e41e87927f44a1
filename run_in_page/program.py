"""A Python program of the documentation, run as a script is: its text, its environment, the files beside it."""

import asyncio
import importlib
import os
import runpy
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import NoReturn

import h11
import httpx
import httpx._client

from run_in_page.api import Api

NAME = "python.py"


def _refuse_asyncio(*_: object, **__: object) -> NoReturn:
    """In place of `asyncio.run`, as browsers have no sockets for an event loop to wait for."""
    raise SystemExit("The Run button cannot take asyncio. Try it in your terminal.")


def run(text: str, environment: Mapping[str, str], files: Mapping[str, str], api: Api) -> int:
    """The exit status. What the program prints goes to the streams of this process, its traceback too."""
    lead_httpx_to(api)
    setattr(asyncio, "run", _refuse_asyncio)  # noqa: B010 (mypy takes no assignment to a function)
    with _place({**files, NAME: text}, environment):
        try:
            runpy.run_path(NAME, run_name="__main__")
        except SystemExit as end:
            return _status(end)
        except BaseException as error:
            frames = _from_program(error.__traceback__)
            traceback.print_exception(type(error), error.with_traceback(frames), frames)
            return 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
    return 0


def _status(end: SystemExit) -> int:
    """As Python ends: a number is the status, and anything else is printed."""
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code & 0xFF
    sys.stderr.write(f"{end.code}\n")
    return 1


def _from_program(frames: TracebackType | None) -> TracebackType | None:
    while frames and frames.tb_frame.f_code.co_filename != NAME:
        frames = frames.tb_next
    return frames


@contextmanager
def _place(files: Mapping[str, str], environment: Mapping[str, str]) -> Iterator[None]:
    before, path = dict(os.environ), list(sys.path)
    with TemporaryDirectory() as work, chdir(work):
        for name, content in files.items():
            Path(name).write_text(content, "utf-8")
        os.environ.clear()
        os.environ.update(environment)
        sys.path.insert(0, work)
        importlib.invalidate_caches()
        try:
            yield
        finally:
            for name, module in list(sys.modules.items()):
                if (getattr(module, "__file__", None) or "").startswith(work):
                    del sys.modules[name]
            sys.path[:] = path
            os.environ.clear()
            os.environ.update(before)


def lead_httpx_to(api: Api) -> None:
    """Lets httpx's own client send to the API in this process."""

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

    for module in (httpx, httpx._client):
        setattr(module, "HTTPTransport", lambda **_: httpx.MockTransport(send))  # noqa: B010 (as above)
