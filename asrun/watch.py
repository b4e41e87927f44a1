"""`python -m asrun watch`: verifies what a saved file touches, at each save. With files: what they touch, once.

A module is verified by the test of its name (mock_api/keys.py by tests/mock_api/test_keys.py) and by the examples, a
page by the tests of the site and its own, a file of an example by that example, any other file by the tests that name
it and by the examples.
"""

import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from watchfiles import watch

from asrun import ROOT
from asrun.examples.example import Example, load_examples
from asrun.project import load_api
from asrun.settings import FILE, glimpse_settings

TESTS = ROOT / "tests"
WATCHED = [name for name in ("asrun", "docs", "mock_api", "snippets", "tests") if (ROOT / name).is_dir()]
EXAMPLES = "snippets"
PYTEST = (sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider")


def arguments(paths: Iterable[Path]) -> list[str]:
    """pytest's arguments for what verifies the files, paths below the project's folder; empty where nothing does."""
    examples, _ = load_examples(ROOT, load_api(ROOT))
    selected = {test for path in paths for test in _selected(path, examples)}
    return sorted(test for test in selected if (ROOT / test.partition("::")[0]).exists())


def _selected(path: Path, every: Iterable[Example]) -> Iterator[str]:
    file = ROOT / path
    # In whose folder the file is, that run the programs there, or that it lies beside.
    examples = [each.folder for each in every if file.parent in (each.folder, each.programs) or file in each.files]
    examples += [each.folder for each in every if each.section and file == ROOT / each.section.page]
    if not examples and not (path.parts[0] == "snippets" and len(path.parts) == 4):
        yield from _tests(path)
        return
    yield from {FILE, *(folder.relative_to(ROOT).as_posix() for folder in examples)}
    if path.parts[0] == "snippets":
        yield path.parent.as_posix()
    if path.suffix == ".py":
        yield f"tests/test_snippets.py::test_python_is_clean_and_formatted[{path.as_posix()}]"


def _tests(path: Path) -> list[str]:
    name = path.stem.replace("-", "_")
    match path.parts:
        case ("tests", *_):
            return [path.as_posix()] if path.name.startswith("test_") else []
        case ("docs", *_) if path.suffix == ".md":
            site = [FILE] if "site" in glimpse_settings(ROOT) else []
            return [*site, "tests/test_site.py", "tests/test_ledger.py", f"tests/test_{name}_page.py"]
        case ("docs" | "snippets", *_):
            found = [test for test in TESTS.rglob("test_*.py") if path.name in test.read_text("utf-8")]
        case _:
            found = list((TESTS / path.parts[0]).rglob(f"test_{path.name}"))
    return [EXAMPLES, *(test.relative_to(ROOT).as_posix() for test in found)]


def verify(paths: Sequence[Path]) -> bool:
    """Runs pytest on what the files touch, and says whether they are verified."""
    if not (selected := arguments(paths)):
        return True
    with subprocess.Popen([*PYTEST, *selected], cwd=ROOT) as process:
        try:
            return process.wait() == 0
        except KeyboardInterrupt:  # Ctrl-C is for pytest too, which tidies up
            process.wait()
            raise


def main(files: Sequence[str]) -> int:
    """Verifies the files that are named and returns an exit status; without any, watches until Ctrl-C."""
    if files:
        return 0 if verify([Path(file) for file in files]) else 1
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts in the background ignore it
    saves = watch(*(ROOT / folder for folder in WATCHED), rust_timeout=200, yield_on_timeout=True)
    with suppress(KeyboardInterrupt):
        next(saves)  # it watches from now on
        print(f"Watching {', '.join(WATCHED)}. Ctrl-C ends it.", flush=True)
        for changes in filter(None, saves):
            paths = sorted({Path(path).relative_to(ROOT) for _, path in changes})
            print(f"\nSaved: {', '.join(map(str, paths))}", flush=True)
            print("Verified" if verify(paths) else "Not verified", flush=True)
    return 0
