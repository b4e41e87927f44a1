"""A real headless Chromium, and what it complains of while it shows a page.

`python -m asrun.browser.chrome` finds the Chromium or Chrome of this machine, or installs one if there is none.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from asrun.finding import quote

# First the one without windows: it opens a page in half the time and a third of the processor's.
COMMANDS = (
    *("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
DEBIAN = (
    ("apt-get", "update", "-qq"),
    ("apt-get", "install", "--yes", "-qq", "--no-install-recommends", "chromium-headless-shell"),
)
PLAYWRIGHT = ((sys.executable, "-m", "playwright", "install", "chromium"),)
ADVICE = "There is no Chromium or Chrome, and none could be installed: put one on PATH, then run this again."

SET_UP = Path(sys.prefix, "chromium")
"""Where `make` keeps the path of the browser that this has found or installed: Playwright's are in the user's home."""

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


def find() -> Path | None:
    """The browser on PATH, else among the Mac's applications, else where set-up has found it, else Playwright's own."""
    set_up = SET_UP.read_text("utf-8").strip() if SET_UP.exists() else ""
    for command in (*COMMANDS, set_up):
        if path := shutil.which(command):
            return Path(path)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def install() -> Path | None:
    """Installs Debian's package if this is root on Debian, else Playwright's own; None where neither works."""
    root_on_debian = Path("/etc/debian_version").exists() and os.geteuid() == 0
    for commands in (DEBIAN, PLAYWRIGHT) if root_on_debian else (PLAYWRIGHT,):
        for command in commands:
            subprocess.run(command, check=False, stdout=sys.stderr.fileno())  # the output is the path alone
        if path := find():
            return path
    return None


@contextmanager
def launched() -> Iterator[Browser]:
    """Starts the Chromium or Chrome of this machine. Raises FileNotFoundError where there is none."""
    if not (path := find()):
        raise FileNotFoundError(ADVICE)
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


def main() -> None:
    """Prints the path of the browser, or says on standard error that there is none: what needs none goes on."""
    path = find() or install()
    (sys.stdout if path else sys.stderr).write(f"{path or ADVICE}\n")


if __name__ == "__main__":
    main()
