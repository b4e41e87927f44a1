"""The site against its pages with the code pasted in: the build, and a save until the browser shows it."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from asrun.browser.chrome import launched, opened
from asrun.browser.served import free_port
from benchmarks.measure import Figure, compared, in_turns, project, ran, serving

INCLUDE = re.compile(r'^( *)--8<-- "(.+)"$', re.MULTILINE)
SNIPPETS = re.compile(r"  - pymdownx\.snippets:\n(?:      .*\n)+|watch: \[snippets\]\n")
PLAIN, SEARCH_ALONE = "plain.yml", "INHERIT: mkdocs.yml\nplugins: [search]\n"
PAGE, SNIPPET = "getting-started/authentication", "snippets/authentication/first-request/python.py"
SHOWN = "text => document.body.textContent.includes(text)"


def figures() -> Iterator[Figure]:
    """The build in CPU seconds, a save in seconds: an author waits for what waits, too."""
    ours, plain = project("ours"), pasted("plain")
    build = [sys.executable, "-m", "mkdocs", "build", "--no-strict", "-q"]
    built = in_turns({"ours": lambda: ran(build, ours), "plain": lambda: ran(build, plain)})
    yield compared("mkdocs build ÷ the code pasted in", built["ours"], built["plain"], 1.1)
    with (
        launched() as browser,
        _served(browser, ours, "serve.yml", SNIPPET) as save,
        _served(browser, plain, PLAIN, f"docs/{PAGE}.md") as save_plain,
    ):
        seconds = in_turns({"ours": save, "plain": save_plain})
    yield compared("a save in the browser ÷ under plain Material", seconds["ours"], seconds["plain"], 1)


def pasted(name: str) -> Path:
    copy = project(name)
    for page in (copy / "docs").rglob("*.md"):
        page.write_text(INCLUDE.sub(lambda found: _text(copy, found), page.read_text("utf-8")), "utf-8")
    settings = (copy / "mkdocs.yml").read_text("utf-8")
    (copy / "mkdocs.yml").write_text(SNIPPETS.sub("", settings), "utf-8")
    (copy / PLAIN).write_text(SEARCH_ALONE, "utf-8")
    return copy


def _text(copy: Path, found: re.Match[str]) -> str:
    lines = (copy / "snippets" / found[2]).read_text("utf-8").removesuffix("\n").split("\n")
    return "\n".join(found[1] + line if line else "" for line in lines)


@contextmanager
def _served(browser: Browser, folder: Path, settings: str, name: str) -> Iterator[Callable[[], float]]:
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
