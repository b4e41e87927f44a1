"""From a save to what an author sees: the page in the browser under `make serve`, the verdict of `make watch`."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from asrun.browser.chrome import launched, opened
from asrun.browser.servers import free_port, read_until
from benchmarks.measure import ENVIRONMENT, Figure, compared, in_turns, project, ran
from benchmarks.site import PLAIN, pasted

PAGE, SNIPPET = "getting-started/authentication", "snippets/authentication/first-request/python.py"
SHOWN = "text => document.body.textContent.includes(text)"


def figures() -> Iterator[Figure]:
    """In seconds, not those of the CPU: an author waits for what waits, too."""
    copy, plain = project("authoring"), pasted("authoring-plain")
    with (
        launched() as browser,
        _served(browser, copy, "serve.yml", SNIPPET) as ours,
        _served(browser, plain, PLAIN, f"docs/{PAGE}.md") as theirs,
    ):
        seconds = in_turns({"ours": ours, "plain": theirs})
    yield compared("a save in the browser ÷ under plain Material", seconds["ours"], seconds["plain"], 1)
    cold = [sys.executable, "-m", "asrun", "watch", SNIPPET]
    with _started(["asrun", "watch"], copy, "Watching") as watcher:
        seconds = in_turns(
            {
                "ours": lambda: _saved(copy / SNIPPET, lambda _: _verified(watcher)),
                "cold": lambda: ran(cold, cwd=copy).seconds,
            }
        )
    yield compared("a save verified by make watch ÷ by a new process", seconds["ours"], seconds["cold"], 1)


@contextmanager
def _served(browser: Browser, folder: Path, settings: str, file: str) -> Iterator[Callable[[], float]]:
    """Seconds from a save of the file until its page shows it, at each call."""
    address = f"127.0.0.1:{free_port()}"
    serve = ["mkdocs", "serve", "--config-file", settings, "--no-strict", "--dev-addr", address]
    with _started(serve, folder, "Serving on"), opened(browser) as page:
        page.goto(f"http://{address}/{PAGE}/")
        yield lambda: _saved(folder / file, lambda text: page.wait_for_function(SHOWN, arg=text))


def _saved(file: Path, seen: Callable[[str], object]) -> float:
    """Seconds from a save of the file, with another comment at its end, until it is `seen`."""
    program = re.sub(r"# Saved at .*\n", "", file.read_text("utf-8"))
    text = f"Saved at {time.monotonic_ns()}."
    time.sleep(1)  # what the save before has begun, has come to its end
    start = time.perf_counter()
    file.write_text(f"{program}# {text}\n", "utf-8")
    seen(text)
    return time.perf_counter() - start


def _verified(watcher: subprocess.Popen[str]) -> None:
    """Raises RuntimeError where it is not."""
    line = read_until(watcher, "erified in").splitlines()[-1]
    if not line.startswith("Verified"):
        raise RuntimeError(
            f"{SNIPPET} with a comment at its end: expected a pass, actual {line!r}. Run make watch there."
        )


@contextmanager
def _started(module: Sequence[str], folder: Path, ready: str) -> Iterator[subprocess.Popen[str]]:
    """A module of Python that runs until it is ended, from when it has printed that it is ready."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", *module],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            read_until(process, ready)
            yield process
        finally:
            process.terminate()
