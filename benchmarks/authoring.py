"""From a save to what an author sees: the page in the browser under `make serve`."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from asrun.browser.chrome import launched, opened
from asrun.browser.servers import free_port
from benchmarks.measure import Figure, compared, in_turns, project, serving
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


@contextmanager
def _served(browser: Browser, folder: Path, settings: str, name: str) -> Iterator[Callable[[], float]]:
    """Seconds from a save of the file of that name until its page shows it, at each call."""
    file, address = folder / name, f"127.0.0.1:{free_port()}"
    serve = ["mkdocs", "serve", "--config-file", settings, "--no-strict", "--dev-addr", address]
    with serving(serve, folder, "Serving on"), opened(browser) as page:
        page.goto(f"http://{address}/{PAGE}/")

        def saved() -> float:
            program = re.sub(r"# Saved at .*\n", "", file.read_text("utf-8"))
            text = f"Saved at {time.monotonic_ns()}."
            time.sleep(1)  # what the save before has begun, has ended by then
            start = time.perf_counter()
            file.write_text(f"{program}# {text}\n", "utf-8")
            page.wait_for_function(SHOWN, arg=text)
            return time.perf_counter() - start

        yield saved
