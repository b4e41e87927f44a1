"""A real headless Chromium, the built site on loopback, and what the browser complains of while it shows a page."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.harness import chromium
from tests.harness.finding import quote

# Debian's Chromium refuses its sandbox to root; without the others it looks up Google's hosts at every start.
ARGUMENTS = [
    *(["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []),
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def launched() -> Iterator[Browser]:
    """Starts the Chromium or Chrome of this machine. Raises FileNotFoundError where there is none."""
    path = chromium.find()
    if path is None:
        raise FileNotFoundError(chromium.ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object, **__: object) -> None:
        pass


@contextmanager
def served(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serves a folder on a free port of 127.0.0.1 and gives its address, with a slash at its end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder)) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def complaints(page: Page, address: str) -> list[str]:
    """Listens to a page, and lists what goes wrong on it: exceptions, console errors and warnings, other hosts."""
    heard: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(
                f"the console's {message.type} {quote(message.text)} from {message.location['url'] or page.url}"
            )

    def request(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            heard.append(f"a request to {request.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: heard.append(f"the exception {quote(str(error))}"))
    page.on("request", request)
    return heard
