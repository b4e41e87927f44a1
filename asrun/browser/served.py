"""Web servers on loopback: a built site as a deployment serves it, and what is needed of a process that serves."""

import re
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """Serves an app on a free port of 127.0.0.1 and gives its address, with a slash at its end."""
    config = uvicorn.Config(app, lifespan="off", ws="none", log_config=None, access_log=False, proxy_headers=False)
    config.timeout_keep_alive = 3600  # seconds: a client that a busy machine held up may send on an idle connection
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, args=[[listener]])
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def served(
    folder: Path, routes: Sequence[BaseRoute] = (), middleware: Sequence[Middleware] = (), below: str = ""
) -> Iterator[str]:
    """Serves a folder, and gives the address of its first page: `below` is a path with a slash at its end.

    `routes` come before the files. The sitemap names this server: instant navigation follows only what it names.
    """

    def sitemap(request: Request) -> Response:
        text = (folder / "sitemap.xml").read_text("utf-8")
        here = f"<loc>{request.url.scheme}://{request.url.netloc}/{below}"
        return Response(re.sub(r"<loc>https?://[^/]+/", here, text), media_type="application/xml")

    files = Mount("/", StaticFiles(directory=folder, html=True))
    site = Mount(f"/{below}".rstrip("/"), routes=[*routes, Route("/sitemap.xml", sitemap), files])
    with listening(Starlette(routes=[site], middleware=middleware)) as address:
        yield address + below


def free_port() -> int:
    """A TCP port of 127.0.0.1 on which nothing listens yet."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def read_until(process: subprocess.Popen[str], pattern: str) -> str:
    """What the process prints, up to and with the line in which the pattern is found. Raises EOFError at its end."""
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if re.search(pattern, line):
            return "".join(lines)
    raise EOFError(f"it ended before it printed {pattern!r}; it had printed {''.join(lines)}")
