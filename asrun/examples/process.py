"""One process in a world of its own: nothing of the machine's comes in, and nothing of the process's stays behind."""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import IO, Any, NamedTuple

from asrun.examples.waiting import GUARD, over_after, until
from asrun.transport.leftovers import held_folder
from asrun.transport.wall import Wall

LIMIT = 90.0
"""Seconds that a run may take: the examples' own timeouts are 30 to 60."""

FLOOD = 1_000_000
"""Bytes that a run may print."""

FOLDER = "example-"
"""How the names of the folders of runs begin."""

PATH = "/usr/bin:/bin"
PROC = Path("/proc")


State = tuple[int, bytes] | None


class Trouble(NamedTuple):
    """Why a run was ended before its end, in the words of a finding."""

    expected: str
    actual: str
    fix: str


@dataclass(frozen=True)
class Ended:
    """How a run ended; `status` is None where it was ended. `processes` and `files` are what it left behind."""

    status: int | None
    output: str
    errors: str
    trouble: Trouble | None = None
    processes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workplace:
    """The folders of one run. All that a run inherits is `environment`, and `mark`: a limit that Linux doesn't apply.

    `given` are the files that it finds, each with its state; -1 is this process's `umask`. `others` are the processes
    that there were before it: none of them is the run's.
    """

    folder: Path
    program: Path
    given: Mapping[Path, State]
    others: frozenset[int]
    mark: int
    umask: int = -1
    wall: Wall | None = None

    def launched(self, command: Sequence[str]) -> list[str]:
        """The command that runs `command` here, behind the wall: whatever it starts is marked, and stays so."""
        prlimit = shutil.which("prlimit", path=PATH)
        marked = [prlimit, f"--locks={self.mark}"] if prlimit else []
        return [*marked, *(self.wall.command(self.program.parent) if self.wall else ()), *command]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": PATH,
            "LANG": "C.UTF-8",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
        }

    def new_files(self) -> tuple[str, ...]:
        """What the program has written, changed or removed; Python caches what it imports without being asked."""
        files = (path for path in {*self.folder.rglob("*"), *self.given} if state(path) != self.given.get(path))
        return tuple(sorted(str(path.relative_to(self.folder)) for path in files if path.parent.name != "__pycache__"))

    def with_files(self, files: Iterable[str]) -> "Workplace":
        """The same place, in which the files are no longer new."""
        paths = [self.folder / file for file in files]
        return replace(self, given={**self.given, **{path: state(path) for path in paths}})


def state(path: Path) -> State:
    """The mode and the content of what is not a folder."""
    if path.is_dir() or not os.path.lexists(path):
        return None
    return path.lstat().st_mode & 0o7777, path.read_bytes() if path.is_file() else b""


@contextmanager
def workplace(
    name: str, program: bytes, files: Iterable[Path] = (), within: str = "", wall: Wall | None = None
) -> Iterator[Workplace]:
    """An empty home, an empty folder for temporary files, and a working folder: the program, copies of `files`.

    All three are in a folder of the name `within`, if there is one.
    """
    with held_folder(FOLDER) as folder:
        top = folder / within
        for part in ("home", "tmp", "work"):
            (top / part).mkdir(parents=True)
        others, mark = frozenset(processes()), secrets.randbits(62)
        place = Workplace(top, top / "work" / name, {}, others, mark, wall=wall)
        place.program.write_bytes(program)
        if wall:
            wall.open(top)
        yield place.with_files(["work/" + name, *(str(shutil.copy(file, top / "work")) for file in files)])


def execute(
    command: Sequence[str],
    environment: Mapping[str, str],
    place: Workplace,
    *,
    limit: float = LIMIT,
) -> Ended:
    """Runs `command` on the program, for at most `limit` seconds and `FLOOD` bytes, and ends all that it started."""
    streams, is_over = (bytearray(), bytearray()), over_after(limit)
    with attended(
        _arguments(command, place.program.name),
        place,
        [partial(_read, into=stream) for stream in streams],
        cwd=place.program.parent,
        env={**environment, **place.environment},
        stdin=subprocess.DEVNULL,
    ) as (process, left):
        trouble = until(lambda: _trouble(streams, is_over, limit) or process.poll() is not None)
    output, errors = (data.decode(errors="backslashreplace") for data in streams)
    if isinstance(trouble, Trouble):
        return Ended(None, output, errors, trouble, files=place.new_files())
    return Ended(process.returncode, output, errors, None, tuple(left), place.new_files())


@contextmanager
def attended(
    command: Sequence[str], place: Workplace, readers: Sequence[Callable[[IO[bytes]], None]], **options: Any
) -> Iterator[tuple["subprocess.Popen[bytes]", list[str]]]:
    """The process of `command`, whose output and errors are for the `readers`, and what of it there was to end.

    All that it started is ended at the end of the context, and what the two streams hold is read.
    """
    process = subprocess.Popen(
        place.launched(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        umask=place.umask,
        **options,
    )
    left: list[str] = []
    pairs = zip(readers, (process.stdout, process.stderr), strict=True)
    threads = [Thread(target=reader, args=[stream]) for reader, stream in pairs]
    with process:
        for thread in threads:
            thread.start()
        try:
            yield process, left
        finally:
            left += end_all(process.pid, place)
            for thread in threads:  # a child that outlived its program has held the streams until now
                thread.join()


def _arguments(command: Sequence[str], program: str) -> list[str]:
    if any("{file}" in argument for argument in command):
        return [argument.replace("{file}", program) for argument in command]
    return [*command, program]


def _read(stream: IO[bytes], into: bytearray) -> None:
    while data := os.read(stream.fileno(), 65_536):
        if len(into) <= FLOOD:
            into += data


def _trouble(streams: Sequence[bytearray], is_over: Callable[[], bool], limit: float) -> Trouble | None:
    if sum(map(len, streams)) > FLOOD:
        return Trouble(f"at most {FLOOD} bytes of output", "more (it was ended, with its children)", "print less")
    return hung(limit) if is_over() else None


def hung(limit: float) -> Trouble:
    return Trouble(
        f"an end within {limit:g} s",
        "none (it was ended, with its children)",
        "give the request a timeout and let nothing wait for input",
    )


def end_all(group: int, place: Workplace) -> tuple[str, ...]:
    """Ends the process group and whatever has left it, and says what there was to end.

    What has left the group is found by its mark, on Linux.
    """
    ended: dict[int, str] = {}
    hangs = over_after(GUARD)
    while found := _belonging(group, place):
        ended = found | ended  # one that is dying has lost its arguments
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if hangs():
            raise RuntimeError(f"these processes do not end: {found}")
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    return tuple(ended.values())


def _belonging(group: int, place: Workplace) -> dict[int, str]:
    found = {}
    for pid in processes() - place.others:
        entry = PROC / str(pid)
        try:
            name, _, fields = (entry / "stat").read_text().partition("(")[2].rpartition(")")
            state, _, its_group = fields.split()[:3]
            if state != "Z" and (int(its_group) == group or str(place.mark) in (entry / "limits").read_text()):
                found[pid] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip() or name
        except OSError:
            continue  # it has ended, or is another user's
    return found


def processes() -> set[int]:
    return {int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()} if PROC.exists() else set()
