"""A real headless Chromium, and what it complains of while it shows a page."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from asrun.browser import installed as chromium
from asrun.finding import quote

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


PATIENCE = 180_000
"""Milliseconds for whatever is waited for: only a hang takes so long."""


class NoBrowserError(Exception):
    """This machine has no browser; the text says how to get one."""


@contextmanager
def launched() -> Iterator[Browser]:
    """Starts the Chromium or Chrome of this machine. Raises NoBrowserError where there is none."""
    path = chromium.find()
    if path is None:
        raise NoBrowserError(chromium.ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page in a context of its own, which takes Playwright's `options`: the one way to open either.

    A context has no routes: one under way when it closes would fail in another test. The server has what is changed.
    """
    with browser.new_context(**{"reduced_motion": "reduce", **options}) as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


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
