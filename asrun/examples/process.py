"""One process in a world of its own: nothing of the machine's comes in, and nothing of the process's stays behind."""

import os
import selectors
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from asrun.examples.waiting import GUARD, over_after, until
from asrun.transport.leftovers import held_folder

LIMIT = 90.0
"""Seconds that a run may take: the examples' own timeouts are 30 to 60."""

FLOOD = 1_000_000
"""Bytes that a run may print."""

FOLDER = "example-"
"""How the names of the folders of runs begin."""

PATH = "/usr/bin:/bin"

_TICK = 0.1


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
    """The folders of one run. All that a run inherits is `environment`, whose values also mark its processes.

    `others` are the processes that there were before it: none of them is the run's.
    """

    folder: Path
    program: Path
    beside: frozenset[Path]
    others: frozenset[int]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": PATH,
            "LANG": "C.UTF-8",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
        }

    def new_files(self) -> tuple[str, ...]:
        """What the program has written; Python caches the modules that it imports without being asked."""
        given = self.beside | {self.program}
        files = (path for path in self.folder.rglob("*") if not path.is_dir() and path not in given)
        return tuple(sorted(str(path.relative_to(self.folder)) for path in files if path.parent.name != "__pycache__"))


@contextmanager
def workplace(name: str, program: bytes, files: Iterable[Path] = ()) -> Iterator[Workplace]:
    """An empty home, an empty folder for temporary files, and a working folder: the program, copies of `files`."""
    with held_folder(FOLDER) as top:
        for part in ("home", "tmp", "work"):
            (top / part).mkdir()
        beside = frozenset(Path(shutil.copy(file, top / "work")) for file in files)
        place = Workplace(top, top / "work" / name, beside, frozenset(_processes()))
        place.program.write_bytes(program)
        yield place


def execute(
    command: Sequence[str],
    environment: Mapping[str, str],
    place: Workplace,
    *,
    limit: float = LIMIT,
    over_after: Callable[[float], Callable[[], bool]] = over_after,
) -> Ended:
    """Runs `command` on the program, for at most `limit` seconds and `FLOOD` bytes, and ends all that it started.

    `over_after` begins the limit and says whether it is over.
    """
    process = subprocess.Popen(
        [*command, place.program.name],
        cwd=place.program.parent,
        env={**environment, **place.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        try:
            output, errors, trouble = _collect(process, over_after(limit), limit)
            status = None if trouble else process.returncode
        finally:
            processes = end_all(process.pid, place)
    return Ended(status, output, errors, trouble, () if trouble else processes, place.new_files())


def hung(limit: float) -> Trouble:
    return Trouble(
        f"an end within {limit:g} s",
        "none (it was ended, with its children)",
        "give the request a timeout and let nothing wait for input",
    )


def _collect(
    process: subprocess.Popen[bytes], is_over: Callable[[], bool], limit: float
) -> tuple[str, str, Trouble | None]:
    assert process.stdout
    assert process.stderr
    streams = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
    trouble = None
    with selectors.DefaultSelector() as selector:
        for stream in streams:
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map() and not trouble:
            ended = process.poll() is not None
            ready = selector.select(0 if ended else _TICK)
            if ended and not ready:
                break  # a child that outlives it holds the stream
            for key, _ in ready:
                data = os.read(key.fd, 65_536)
                streams[key.fd] += data
                if not data:
                    selector.unregister(key.fd)
            if sum(map(len, streams.values())) > FLOOD:
                trouble = Trouble(
                    f"at most {FLOOD} bytes of output", "more (it was ended, with its children)", "print less"
                )
            elif is_over():
                trouble = hung(limit)
    if not trouble:
        until(lambda: process.poll() is not None or is_over())
        trouble = hung(limit) if process.poll() is None else None
    output, errors = (data.decode(errors="backslashreplace") for data in streams.values())
    return output, errors, trouble


def end_all(group: int, place: Workplace) -> tuple[str, ...]:
    """Ends the process group and whatever has left it, and says what there was to end.

    What has left the group is found by its environment or its working folder, on Linux.
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
    """The commands of the living processes of a run, by their ids; none where there is no /proc."""
    found = {}
    for pid in _processes() - place.others:
        entry = Path("/proc", str(pid))
        try:
            name, _, fields = (entry / "stat").read_text().partition("(")[2].rpartition(")")
            state, _, its_group = fields.split()[:3]
            if state != "Z" and (int(its_group) == group or _is_marked(entry, place.folder)):
                found[pid] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip() or name
        except OSError:
            continue  # it has ended, or is another user's
    return found


def _processes() -> set[int]:
    return {int(entry.name) for entry in Path("/proc").glob("[0-9]*")}


def _is_marked(entry: Path, folder: Path) -> bool:
    return os.fsencode(folder) in (entry / "environ").read_bytes() or (entry / "cwd").readlink().is_relative_to(folder)
