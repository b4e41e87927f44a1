"""Tests that run in a copy of the project with edits in it, by a pool of processes: each has a copy of its own."""

import io
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Self

import pytest

from asrun import ROOT

LEFT_OUT = (".*", "build", "node_modules", "run", "site")
OPTIONS = ("-q", "--tb=short", "-p", "xdist.plugin", "-p", "no:cacheprovider")
DATA_BYTES = 1 << 30
"""What a process of a broken program may take of the machine's memory."""


@dataclass(frozen=True)
class Edit:
    """`old`, once in `file`, becomes `new` or goes. Without `old`, `new` is the whole file; without both, it goes."""

    file: str
    old: str = ""
    new: str | None = None


Found = tuple[dict[str, str], str]
"""What each test that failed says, by its id and in their order, and what pytest printed."""


def edited(edits: Iterable[Edit], root: Path = ROOT) -> dict[str, str | None]:
    """The texts of the files after the edits, None for one that is gone. Raises ValueError where one does not fit."""
    texts: dict[str, str | None] = {}
    for edit in edits:
        if not edit.old:
            texts[edit.file] = edit.new
            continue
        path = root / edit.file
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


class Copies:
    """Processes that run tests in copies of the project, `guard` seconds being what a test waits for an event."""

    def __init__(self, processes: int, guard: float = 180.0) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="copies-")
        self._guard, spawn = guard, multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, spawn, _enter_copy, (self._folder.name,))

    def start(self, edits: Sequence[Edit], arguments: Sequence[str], first: Sequence[str] = ()) -> "Future[Found]":
        """Starts pytest with the arguments where the edits have been made: tests with the ids `first` before others."""
        return self._pool.submit(_test, edits, arguments, first, self._guard)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()


@dataclass(eq=False)  # pytest keeps plugins in sets
class _Watch:
    first: Sequence[str]
    failed: dict[str, str] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: item.nodeid not in self.first)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed[report.nodeid] = report.longreprtext


def _enter_copy(folder: str) -> None:
    copy = Path(tempfile.mkdtemp(dir=folder), "copy")
    copy_project(copy)
    os.chdir(copy)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path[:] = [str(copy), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
    sys.dont_write_bytecode = True  # it would be taken for that of another edit of the same second
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    _forget(copy)


def _test(edits: Sequence[Edit], arguments: Sequence[str], first: Sequence[str], guard: float) -> Found:
    copy, watch, printed = Path.cwd(), _Watch(first), io.StringIO()
    texts = edited(edits, copy)
    before = {file: path.read_bytes() if (path := copy / file).is_file() else None for file in texts}
    _write(copy, {file: None if text is None else text.encode() for file, text in texts.items()})
    try:
        with redirect_stdout(printed), redirect_stderr(printed), chdir(copy):
            import_module("asrun.examples.waiting").GUARD = guard  # type: ignore[attr-defined] # before what imports it
            pytest.main([*OPTIONS, "--basetemp=../tmp", *arguments], [watch])
    finally:
        _write(copy, before)
    return watch.failed, printed.getvalue()


def _write(copy: Path, files: Mapping[str, bytes | None]) -> None:
    for file, data in files.items():
        if data is None:
            (copy / file).unlink(missing_ok=True)
        else:
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            (copy / file).write_bytes(data)
    loaded = {module.__dict__.get("__file__") for module in list(sys.modules.values())}
    if any(str(copy / file) in loaded or file.endswith((".toml", ".yaml")) for file in files):
        _forget(copy)  # and what they keep of settings and contract


def _forget(copy: Path) -> None:
    names = {path.stem for path in copy.iterdir() if path.is_dir() or path.suffix == ".py"}
    for name in [name for name in sys.modules if name.partition(".")[0] in names]:
        del sys.modules[name]
