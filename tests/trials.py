"""Trials: tests are run in a copy of the project that has mistakes in it, and must fail and say what is wrong.

A worker makes its trials one after the other, in one process: to import what the tests use takes longer than most of
them. What is imported from the copy is forgotten after each.
"""

import contextlib
import io
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import SimpleQueue
from types import ModuleType, TracebackType
from typing import NoReturn, Self, TextIO

import pytest

LIMIT = 300
"""Seconds that the tests of a trial may take."""

SECONDS = itertools.count()

ROOT = Path(__file__).parents[1]
MEND = "write the edit anew"
OPTIONS = ("-q", "--tb=short", "--basetemp=../tmp", "-p", "xdist.plugin")
LEFT_OUT = ("cacheprovider", "threadexception", "unraisableexception")
"""Plugins of pytest: the last two look through all memory after each trial, for what no trial is about."""


class StaleError(Exception):
    """An edit no longer fits its file; the text says which, and how to mend it."""


@dataclass(frozen=True)
class Edit:
    """`old` stands once in `file` and becomes `new`. An empty `old` is all there is in it, or that it is not there yet.

    Without `new` the file is removed.
    """

    file: str
    old: str = ""
    new: str | None = None


@dataclass(frozen=True)
class Trial:
    """What pytest runs where all `edits` have been made: node ids, and options."""

    edits: tuple[Edit, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Tried:
    """How pytest ended, what each test that failed said, by its node id, and what pytest printed."""

    status: int
    failed: Mapping[str, str]
    printed: str


def edited(edits: Iterable[Edit]) -> dict[str, str | None]:
    """The texts of the files with the edits made, None for one that is removed. Raises StaleError."""
    texts: dict[str, str | None] = {}
    for edit in edits:
        if not edit.old or edit.new is None:
            texts[edit.file] = edit.new
            continue
        path = ROOT / edit.file
        text = texts.get(edit.file) or (path.read_text("utf-8") if path.is_file() else "")
        if text.count(edit.old) != 1:
            raise StaleError(
                f"{edit.file}: expected {edit.old!r} once, actual {text.count(edit.old)} times. Fix: {MEND}."
            )
        texts[edit.file] = text.replace(edit.old, edit.new)
    return texts


class Trials:
    """The outcomes of trials, each of which is made once, `at_once` of them side by side."""

    def __init__(self, folder: Path, copied: Sequence[str], *, at_once: int = 2) -> None:
        self._pool = ThreadPoolExecutor(at_once)
        self._folder, self._copied = folder, copied
        self._workers: SimpleQueue[_Worker | None] = SimpleQueue()
        for _ in range(at_once):
            self._workers.put(None)
        self._futures: dict[Trial, Future[Tried]] = {}

    def start(self, trials: Iterable[Trial]) -> None:
        for trial in trials:
            if trial not in self._futures:
                self._futures[trial] = self._pool.submit(self._make, trial)

    def __getitem__(self, trial: Trial) -> Tried:
        """Waits for the outcome of a trial; one whose edits are stale fails the test."""
        self.start([trial])
        try:
            return self._futures[trial].result()
        except StaleError as error:
            pytest.fail(str(error), pytrace=False)

    def _make(self, trial: Trial) -> Tried:
        files = edited(trial.edits)
        worker = self._workers.get()
        try:
            worker = worker or _Worker(self._folder, self._copied)
            return worker.make(files, trial.tests)
        except RuntimeError:
            worker = None
            raise
        finally:
            self._workers.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)
        while not self._workers.empty():
            if worker := self._workers.get():
                worker.end()


LEFT_OUT = ("build", "node_modules", "site")


def all_parts() -> list[str]:
    """What the project's folder holds, but for what is hidden or built."""
    return [path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.name not in LEFT_OUT]


def copy_parts(parts: Iterable[str], folder: Path) -> None:
    """Copies files and folders of the project into `folder`, which it makes, but for what is built from the others."""
    built = shutil.ignore_patterns("run", "__pycache__", "node_modules")
    for part in parts:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=built)
        else:
            shutil.copy(ROOT / part, folder / part)


class _Worker:
    """A process that makes trials in a copy of its own."""

    def __init__(self, folder: Path, copied: Sequence[str]) -> None:
        copy = Path(tempfile.mkdtemp(dir=folder)) / "copy"
        copy_parts(copied, copy)
        # Without -P the modules beside this one would hide those of Python, such as `site`.
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__],
            cwd=copy,
            env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def make(self, files: Mapping[str, str | None], tests: Sequence[str]) -> Tried:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([files, tests]) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            self.end()
            raise RuntimeError(f"{tests} ended the process, with {self._process.returncode}")
        return Tried(**json.loads(answer))

    def end(self) -> None:
        self._process.communicate()


class _Failures:
    """A plugin of pytest that keeps what failed."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.said[report.nodeid] = report.longreprtext


def _work(orders: TextIO, answers: TextIO) -> None:
    """Makes a trial for each line of `orders`, in the working folder, and leaves the folder as it was."""
    sys.dont_write_bytecode = False  # half of a trial went into compiling what no edit touches
    signal.signal(signal.SIGALRM, _too_late)
    for order in orders:
        files, tests = json.loads(order)
        before = {file: path.read_bytes() if (path := Path(file)).is_file() else None for file in files}
        _write({file: None if text is None else text.encode() for file, text in files.items()})
        tried = _run(tests)
        _write(before)
        answers.write(json.dumps(asdict(tried)) + "\n")
        answers.flush()


def _run(tests: Sequence[str]) -> Tried:
    failures, printed = _Failures(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        signal.alarm(LIMIT)
        status = pytest.main([*OPTIONS, *(f"-pno:{plugin}" for plugin in LEFT_OUT), *tests], [failures])
        signal.alarm(0)
    for name in [name for name, module in sys.modules.items() if _is_of_the_copy(module)]:
        del sys.modules[name]
    return Tried(int(status), failures.said, printed.getvalue())


def _is_of_the_copy(module: ModuleType) -> bool:
    places = [module.__dict__.get("__file__") or "", *module.__dict__.get("__path__", ())]
    return any(place.startswith(f"{Path.cwd()}/") for place in places)


def _write(files: Mapping[str, bytes | None]) -> None:
    """Writes files, each with a time of its own: bytecode is taken for a file's by its second and its size."""
    for file, data in files.items():
        path = Path(file)
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            os.utime(path, (second := next(SECONDS), second))


def _too_late(*_: object) -> NoReturn:
    raise TimeoutError(f"the tests of this trial took more than {LIMIT} s")


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # what the tests' processes print is no answer
        _work(sys.stdin, out)
