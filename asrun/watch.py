"""`python -m asrun watch`: verifies what a saved file touches, at each save. With files: what they touch, once.

A file of an example is verified by the examples that use it, a page by the tests of the site and its own, and any other
file by the tests that have its name (mock_api/keys.py: tests/mock_api/test_keys.py) or name it, and by the examples.
"""

import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from watchfiles import watch

from asrun import ROOT
from asrun.collect import WITHOUT_TABLE
from asrun.examples.example import Example, load_examples
from asrun.project import load_api
from asrun.settings import FILE, SNIPPETS, glimpse_settings

TESTS = ROOT / "tests"
MODULES = sorted(path.name for path in TESTS.glob("*/") if (ROOT / path.name).is_dir())
"""The packages that have tests in a folder of their name."""
WATCHED = [name for name in ("docs", SNIPPETS, *MODULES, "tests") if (ROOT / name).is_dir()]
PYTEST = (sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider")


def arguments(paths: Iterable[Path]) -> list[str]:
    """pytest's arguments for what verifies the files, paths below the project's folder; empty where nothing does."""
    examples, _ = load_examples(ROOT, load_api(ROOT))
    selected = {test for path in paths for test in _selected(path, examples)}
    return sorted(test for test in selected if (ROOT / test.partition("::")[0]).exists())


def _selected(path: Path, every: Iterable[Example]) -> list[str]:
    file = ROOT / path
    used = [each.folder for each in every if file.parent in (each.folder, each.programs) or file in each.files]
    used += [each.folder for each in every if each.section and file == ROOT / each.section.page]
    if used or path.match(f"{SNIPPETS}/*/*/*"):
        folders = [folder for folder in (file.parent, *used) if folder.is_relative_to(ROOT / SNIPPETS)]
        return [f"{FILE}::{WITHOUT_TABLE}", *(folder.relative_to(ROOT).as_posix() for folder in folders)]
    if path.parts[0] == "tests":
        return [path.as_posix()] if path.name.startswith("test_") else []
    if path.suffix in (".md", ".mdx"):
        site = [FILE] if "site" in glimpse_settings(ROOT) else []
        own = f"tests/test_{path.stem.replace('-', '_')}_page.py"
        return [*site, "tests/test_site.py", "tests/test_ledger.py", own]
    tests = TESTS.rglob("test_*.py")
    found = [test for test in tests if test.name == f"test_{path.name}" or path.name in test.read_text("utf-8")]
    return [FILE if path.is_relative_to(SNIPPETS) else SNIPPETS, *(test.relative_to(ROOT).as_posix() for test in found)]


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
