"""Tests in a copy of the project that has edits in it, by a process of their own."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from asrun import ROOT
from asrun.examples.waiting import GUARD

LEFT_OUT = (".[!g]*", ".git", "build", "node_modules", "run", "site")
DATA_BYTES = 1 << 30
"""What a process of a broken program may take of the machine's memory."""
_GROUPS: set[int] = set()
"""Of the tests that run now."""
START = "import sys, pytest, asrun.examples.waiting as w; w.GUARD = float(sys.argv.pop(1)); sys.exit(pytest.main())"
_PYTEST = ("sh", "-c", f'ulimit -d {DATA_BYTES >> 10}; exec "$@"', "sh", sys.executable, "-c", START)


@dataclass(frozen=True)
class Edit:
    """`old`, once in `file`, becomes `new` or goes. Without `old`, `new` is the whole file; without both, it goes."""

    file: str
    old: str = ""
    new: str | None = None


class Tested(NamedTuple):
    passed: bool
    printed: str


def edited(edits: Iterable[Edit]) -> dict[str, str | None]:
    """The texts of the files after the edits, None for one that is gone. Raises ValueError where one does not fit."""
    texts: dict[str, str | None] = {}
    for edit in edits:
        if not edit.old:
            texts[edit.file] = edit.new
            continue
        path = ROOT / edit.file
        text = texts.get(edit.file) or (path.read_text("utf-8") if path.is_file() else "")
        if text.count(edit.old) != 1:
            raise ValueError(
                f"{edit.file}: expected {edit.old!r} once, actual {text.count(edit.old)} times. Fix the edit."
            )
        texts[edit.file] = text.replace(edit.old, edit.new or "")
    return texts


def copy_project(folder: Path) -> None:
    """Copies the project into `folder`, but for what is hidden or built."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT), dirs_exist_ok=True)


@contextmanager
def copied(edits: Iterable[Edit]) -> Iterator[Path]:
    """A copy of the project in which the edits have been made."""
    with TemporaryDirectory(prefix="copy-") as folder:
        copy_project(copy := Path(folder, "copy"))
        for file, text in edited(edits).items():
            (copy / file).unlink(missing_ok=True)
            if text is not None:
                (copy / file).parent.mkdir(parents=True, exist_ok=True)
                (copy / file).write_text(text, "utf-8", newline="\n")
        yield copy


def run_tests(copy: Path, arguments: Sequence[str], *, guard: float = GUARD, limit: float = 300) -> Tested:
    """Runs pytest there with the arguments: `guard` are the seconds that a test waits for an event, `limit` for all."""
    command, log = [*_PYTEST, str(guard), "-q", *arguments], copy.with_name(f"{copy.name}.log")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # it would be taken for that of another edit
    with (
        log.open("wb") as printed,
        subprocess.Popen(
            command, cwd=copy, env=environment, stdout=printed, stderr=printed, start_new_session=True
        ) as process,
    ):
        _GROUPS.add(process.pid)
        try:
            with suppress(subprocess.TimeoutExpired):
                process.wait(limit)
            passed = process.poll() == 0
        finally:
            _GROUPS.discard(process.pid)
            _end(process.pid)
    return Tested(passed, log.read_text("utf-8", "replace"))


def end_tests() -> None:
    """Ends all tests that run in copies."""
    for group in list(_GROUPS):
        _end(group)


def _end(group: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
