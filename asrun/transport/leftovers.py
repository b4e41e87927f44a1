"""Temporary folders: whoever makes one holds it, so that the next start can tell what a killed one has left."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

YOUNG = 60.0
"""Seconds within which a folder may have been made and not be held yet."""


@contextmanager
def held_folder(prefix: str) -> Iterator[Path]:
    """A temporary folder, which the system lets go when this process ends, however it does."""
    with tempfile.TemporaryDirectory(prefix=prefix, dir=ours(), ignore_cleanup_errors=True) as name:
        folder = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield Path(name).resolve()
        finally:
            os.close(folder)


def sweep(prefix: str) -> None:
    """Removes the folders of that prefix that nobody holds any more."""
    for path in ours().glob(f"{prefix}*"):
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


def ours() -> Path:
    """Where all these folders are: what else lies in the temporary folder is not ours to remove.

    Raises PermissionError where another user has made it.
    """
    folder = Path(tempfile.gettempdir(), f"api-docs-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} is another user's: remove it, or set TMPDIR")
    return folder
