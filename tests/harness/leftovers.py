"""The folders of runs: whoever makes one holds it, so that the next start can tell what a killed one has left."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "example-"
YOUNG = 60.0
"""Seconds within which a folder may have been made and not be held yet."""


@contextmanager
def held_folder() -> Iterator[Path]:
    """A temporary folder, which the system lets go when this process ends, however it does."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, ignore_cleanup_errors=True) as name:
        folder = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield Path(name).resolve()
        finally:
            os.close(folder)


def sweep() -> None:
    """Removes the folders that nobody holds any more."""
    for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if time.time() - path.stat().st_mtime < YOUNG:
                continue
            folder = os.open(path, os.O_RDONLY)
        except OSError:
            continue  # it has gone, or is another user's
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(folder)
