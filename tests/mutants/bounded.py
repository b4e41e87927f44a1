"""How a mutant is run: bounded in memory and processor time, and a Python one in a fork of what has httpx imported.

A mutant may loop, flood its output or eat the machine's memory, and there are thousands of them.
"""

import multiprocessing
import os
import resource
import runpy
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from tests.harness.languages import PYTHON
from tests.harness.process import FLOOD, LIMIT, Ended, Workplace, end_all, execute, hung

PROCESSOR_SECONDS = 10
DATA_BYTES = 1 << 30
PRELOADED = "tests.mutants.preloaded"

_BOUNDED = ("sh", "-c", f'ulimit -t {PROCESSOR_SECONDS}; ulimit -d {DATA_BYTES >> 10}; exec "$@"', "sh")


class Bounded:
    """Executes a program as process.execute does."""

    def __init__(self) -> None:
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([PRELOADED])
        self._lock = Lock()

    def __call__(
        self, command: Sequence[str], environment: Mapping[str, str], place: Workplace, *, limit: float = LIMIT
    ) -> Ended:
        if command == PYTHON.command:
            return self._fork({**environment, **place.environment}, place, limit)
        return execute([*_BOUNDED, *command], environment, place, limit=limit)

    def _fork(self, environment: Mapping[str, str], place: Workplace, limit: float) -> Ended:
        with TemporaryDirectory(prefix="streams-") as folder:
            streams = [Path(folder, name) for name in ("output", "errors")]
            process = self._context.Process(target=_become, args=(place.program, environment, *streams), daemon=True)
            with self._lock:  # multiprocessing's list of children is for one thread at a time
                process.start()
            assert process.pid
            try:
                status = self._status(process, time.monotonic() + limit)
            finally:
                left = end_all(process.pid, place)
            output, errors = (stream.read_bytes().decode(errors="backslashreplace") for stream in streams)
        trouble = hung(limit) if status is None else None
        return Ended(status, output, errors, trouble, () if trouble else left, place.new_files())

    def _status(self, process: ForkServerProcess, deadline: float) -> int | None:
        if not wait([process.sentinel], deadline - time.monotonic()):
            return None
        with self._lock:
            return process.exitcode


def _become(program: Path, environment: Mapping[str, str], output: Path, errors: Path) -> None:
    """What `python program` does, but for the end of the interpreter, which would copy all that it shares."""
    os.setsid()
    for number, path in ((1, output), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    for kind, bound in (
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_DATA, DATA_BYTES),
        (resource.RLIMIT_FSIZE, FLOOD),
    ):
        resource.setrlimit(kind, (bound, bound))
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(program.parent)
    sys.argv, sys.path[0] = [program.name], str(program.parent)
    os._exit(_main(program))


def _main(program: Path) -> int:
    status = 0
    try:
        runpy.run_path(program.name, run_name="__main__")
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)  # noqa: T201 - as Python itself does
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # whatever it is, Python prints it
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status
