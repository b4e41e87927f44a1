"""From a save to what an author sees: the page in the browser under `make serve`, the verdict of `make watch`."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.measure import ENVIRONMENT, ROUNDS, Figure, project
from tests.harness.browser import launched, opened
from tests.harness.servers import free_port, read_until

PAGE, SNIPPET = "getting-started/authentication/", "snippets/authentication/first-request/python.py"
SHOWN = "text => document.body.textContent.includes(text)"
LIMIT = 2.0


def figures() -> Iterator[Figure]:
    copy = project("authoring")
    snippet = copy / SNIPPET
    port = free_port()
    serve = ["mkdocs", "serve", "--config-file", "serve.yml", "--no-strict", "--dev-addr", f"127.0.0.1:{port}"]
    with _started(serve, copy, "Serving on"), launched() as browser, opened(browser) as page:
        page.goto(f"http://127.0.0.1:{port}/{PAGE}")
        seconds = [_saved(snippet, lambda text: page.wait_for_function(SHOWN, arg=text)) for _ in range(ROUNDS)]
    yield Figure("a saved snippet is in the browser", median(seconds), "s", LIMIT, _each(seconds))
    with _started(["tests.watch"], copy, "Watching") as watcher:
        seconds = [_saved(snippet, lambda _: _verified(watcher)) for _ in range(ROUNDS)]
    yield Figure("a saved snippet is verified again", median(seconds), "s", LIMIT, _each(seconds))


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
            f"{SNIPPET} with a comment at its end: expected a pass; came {line!r}. Run make watch there."
        )


def _each(seconds: Sequence[float]) -> str:
    return f"{', '.join(f'{each:.1f}' for each in seconds)} s"


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
