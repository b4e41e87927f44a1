"""A program on a terminal of its own, as the leader of its session: it has Ctrl-C, job control and a size."""

import fcntl
import os
import shlex
import struct
import subprocess
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pexpect.fdpexpect import fdspawn

from asrun.examples.waiting import GUARD


@contextmanager
def on_terminal(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, *, limit: float = GUARD
) -> Iterator[tuple["subprocess.Popen[bytes]", "fdspawn[str]"]]:
    """The process of `command`, and its screen; at the end the terminal is closed, and the process waited for."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
    # The program opens its terminal by itself, so that this is its controlling one: Popen's forks would not do.
    opening = f'exec {shlex.join(command)} <"$0" >"$0" 2>&1'
    process = subprocess.Popen(
        ["/bin/sh", "-c", opening, os.ttyname(slave)],
        cwd=folder,
        env=dict(environment),
        stdin=slave,
        start_new_session=True,
    )
    os.close(slave)
    with process, fdspawn(master, timeout=limit, encoding="utf-8", codec_errors="backslashreplace") as screen:
        yield process, screen
