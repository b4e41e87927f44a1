"""How a mutant is run: bounded in memory and processor time, and a Python one in a fork of what has httpx imported.

A mutant may loop, flood its output or eat the machine's memory, and there are thousands of them.
"""

import multiprocessing
import resource
from collections.abc import Mapping, Sequence
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from asrun.examples.languages import JAVASCRIPT, PYTHON
from asrun.examples.process import FLOOD, LIMIT, Ended, Workplace, end_all, execute, hung
from tests.mutants import preloaded

PROCESSOR_SECONDS = 5
DATA_BYTES = 1 << 30
BOUNDS = {resource.RLIMIT_CPU: PROCESSOR_SECONDS, resource.RLIMIT_DATA: DATA_BYTES, resource.RLIMIT_FSIZE: FLOOD}

_BOUNDED = ("sh", "-c", f'ulimit -t {PROCESSOR_SECONDS}; ulimit -d {DATA_BYTES >> 10}; exec "$@"', "sh")
_HURRIED = ("--import", str(Path(__file__).with_name("hurried.mjs")))


class Bounded:
    """Executes a program as process.execute does.

    A JavaScript or Python program that is `hurried` says how long it would sleep, in the place of sleeping; what it
    takes at random is the middle of what it might be.
    """

    def __init__(self) -> None:
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([preloaded.__name__])
        self._lock = Lock()

    def __call__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        place: Workplace,
        *,
        limit: float = LIMIT,
        hurried: bool = False,
    ) -> Ended:
        if command == PYTHON.command:
            return self._fork({**environment, **place.environment}, place, limit, hurried=hurried)
        options = _HURRIED if hurried and command == JAVASCRIPT.command else ()
        return execute([*_BOUNDED, *command, *options], environment, place, limit=limit)

    def _fork(self, environment: Mapping[str, str], place: Workplace, limit: float, *, hurried: bool) -> Ended:
        with TemporaryDirectory(prefix="streams-") as folder:
            streams = (Path(folder, "output"), Path(folder, "errors"))
            for stream in streams:
                stream.touch()  # one that is ended before it writes has written nothing
            process = self._context.Process(
                target=preloaded.become,
                args=(place.program, environment, streams, BOUNDS),
                kwargs={"hurried": hurried},
                daemon=True,
            )
            with self._lock:  # multiprocessing's list of children is for one thread at a time
                process.start()
            assert process.pid
            try:
                status = self._status(process, limit)
            finally:
                left = end_all(process.pid, place)
            output, errors = (stream.read_bytes().decode(errors="backslashreplace") for stream in streams)
        trouble = hung(limit) if status is None else None
        return Ended(status, output, errors, trouble, () if trouble else left, place.new_files())

    def _status(self, process: ForkServerProcess, limit: float) -> int | None:
        if not wait([process.sentinel], limit):
            return None
        with self._lock:
            return process.exitcode
