"""`make watch`: what a saved file touches is verified again at once.

pytest does it, in a process that is forked from a warm one: that has imported what takes long, and nothing of ours.
"""

import gc
import multiprocessing
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from queue import Empty, SimpleQueue

from watchdog.events import FileClosedEvent, FileCreatedEvent, FileMovedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

ROOT = Path(__file__).parents[1]
WATCHED = ("asrun", "docs", "mock_api", "snippets", "tests")
WARM = ["_pytest.main", "bs4", "httpx", "lxml", "pexpect", "playwright.sync_api", "starlette.applications"]
WARM += ["pytest_examples", "trustme", "uvicorn", "yaml"]
EXAMPLES = "tests/test_examples.py"
WHOLE = "test_every_folder_of_an_example_is_whole"
SETTLED = 0.05
"""Seconds without a further save after which the files are taken to be as they were meant."""
PATIENCE = 10.0
"""Seconds in which a run that is interrupted must have tidied up: where it has not, it has missed the interrupt."""

Wanted = tuple[str, str]
"""A test file, and a word of pytest's -k that selects what is wanted of it: its own name is all of it."""


class Saves(FileSystemEventHandler):
    """The files that have been written, made, moved or removed, as an editor saves them in any of these ways."""

    def __init__(self) -> None:
        self.paths: SimpleQueue[Path] = SimpleQueue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if isinstance(event, FileClosedEvent | FileCreatedEvent | FileMovedEvent):
            self.paths.put(Path(os.fsdecode(event.dest_path or event.src_path)))

    def wait(self) -> set[Path]:
        """Waits for a save, and for those that come with it."""
        paths = {self.paths.get()}
        with suppress(Empty):
            while True:
                paths.add(self.paths.get(timeout=SETTLED))
        return paths


def touched(path: Path) -> set[Wanted]:
    """What a file, by its path below the project's folder, is verified by."""
    tests: list[str] = []
    wanted: set[Wanted] = set()
    if path.name.startswith(".") or path.name.endswith("~"):
        return wanted
    match path.parts:
        case ("snippets", page, example, _):
            wanted = _examples(f"{page}/{example}", path)
        case ("snippets", _, _):
            tests, wanted = ["tests/test_shell_forms.py", "tests/test_windows_forms.py"], _examples("", path)
        case ("docs", "api-reference", "openapi.yaml"):
            tests = ["tests/asrun/test_contract.py", "tests/test_contract_form.py", EXAMPLES]
        case ("docs", *_, file) if file.endswith(".md"):
            its = f"tests/test_{path.stem.replace('-', '_')}_page.py"
            tests = ["tests/test_site.py", "tests/test_ledger.py", its]
        case ("docs", *_):
            wanted = _examples("", path)
        case ("mock_api", *folders, file) if file.endswith(".py"):
            tests = ["/".join(["tests/mock_api", *folders, f"test_{file}"]), EXAMPLES]
        case ("tests", *_, file) if file.startswith("test_") and file.endswith(".py"):
            tests = [str(path)]
    return wanted | {(test, Path(test).name) for test in tests if (ROOT / test).exists()}


def arguments(paths: Iterable[Path]) -> list[str]:
    """pytest's arguments for what the files touch; none where they touch nothing."""
    wanted = {each for path in paths for each in touched(path)}
    files, words = {file for file, _ in wanted}, {word for _, word in wanted}
    return [*sorted(files), "-k", " or ".join(sorted(words))] if wanted else []


def verify(paths: Iterable[Path]) -> None:
    """Runs pytest on what the files touch, and says how long it took."""
    gc.freeze()  # what is warm is shared with the watcher: to look through it for garbage would copy it
    os.setpgid(0, 0)  # Ctrl-C is for the watcher, who then interrupts this
    signal.signal(signal.SIGINT, signal.default_int_handler)
    import pytest  # noqa: PLC0415 # the watcher does without

    from asrun.examples.waiting import stopwatch  # noqa: PLC0415 # as it is now

    seconds = stopwatch()
    if not (selected := arguments(paths)):
        return
    print(f"\nSaved: {', '.join(sorted(map(str, paths)))}", flush=True)
    # What is warm has been imported before pytest could rewrite its asserts, which it has none of.
    warm = ["-W", "ignore:Module already imported:pytest.PytestAssertRewriteWarning"]
    status = pytest.main(["-q", "--no-header", "-n0", "-p", "no:cacheprovider", *warm, *selected])
    print(f"{'Verified' if status == 0 else 'Not verified'} in {seconds():.1f} s", flush=True)


def _examples(name: str, path: Path) -> set[Wanted]:
    """The example of that name, and those that run its programs, or the file. What is amiss in a folder is said too."""
    from asrun.examples.example import load_examples  # noqa: PLC0415 # as it is now

    examples, _ = load_examples(ROOT)
    names = {each.name for each in examples if ROOT / path in each.files}
    if name:
        names |= {name, *(each.name for each in examples if each.programs == ROOT / "snippets" / name)}
    if not names:
        return set()
    wanted = {(EXAMPLES, f"[{each}{end}") for each in names for end in "[]"} | {(EXAMPLES, WHOLE)}
    if path.suffix == ".py" and path.parts[0] == "snippets":
        wanted.add(("tests/test_snippets.py", f"[{path.as_posix()}]"))
    return wanted


def main() -> None:
    for end in (signal.SIGINT, signal.SIGTERM):  # a shell starts in the background what it lets no SIGINT end
        signal.signal(end, signal.default_int_handler)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(WARM)
    saves, observer = Saves(), Observer()
    for folder in WATCHED:
        observer.schedule(saves, str(ROOT / folder), recursive=True)
    observer.start()
    child: ForkServerProcess | None = None
    try:
        child = _started(context.Process(target=verify, args=([],)))  # warms up
        child.join()
        print(f"Watching {', '.join(WATCHED)}. Ctrl-C ends it.", flush=True)
        while True:
            paths = [path.relative_to(ROOT) for path in saves.wait()]
            child = _started(context.Process(target=verify, args=(paths,)))
            child.join()
    except KeyboardInterrupt:
        while child and child.pid and child.is_alive():
            os.kill(child.pid, signal.SIGINT)
            child.join(PATIENCE)
    finally:
        observer.stop()
        observer.join()


def _started(process: ForkServerProcess) -> ForkServerProcess:
    process.start()
    return process


if __name__ == "__main__":
    main()
