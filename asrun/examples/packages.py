"""What programs import beside their language: installed once for all runs, as asrun.toml says for each language."""

import fcntl
import hashlib
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from threading import Lock

from asrun import ROOT
from asrun.examples.environment import OUTSIDE
from asrun.examples.languages import Language, shared
from asrun.settings import FILE
from asrun.text import FileError

NODE_MODULES = "node_modules"
"""Node looks for packages in the folders of this name beside and above a program."""


_LOCK = Lock()


def installed(language: Language) -> Path:
    """The folder with the packages of a language, which another list of packages does not share.

    Raises `FileError` where they cannot be installed.
    """
    with _LOCK:
        found = attempt(language)
    if isinstance(found, FileError):
        raise found
    return found


@cache
def attempt(language: Language) -> Path | FileError:
    """The folder, or why there is none: a command that fails is not run again for each program."""
    command = [*language.install, *language.packages]
    name = hashlib.sha256("\0".join(command).encode()).hexdigest()[:16]
    folder = shared(f"{language.name}/packages") / name
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may be at it
        command = [part.replace("{folder}", f"{folder}.part") for part in command]
        return folder if folder.exists() else _install(language, command, folder)


def _install(language: Language, command: list[str], folder: Path) -> Path | FileError:
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        pipe, none = subprocess.PIPE, subprocess.DEVNULL
        subprocess.run(command, cwd=part, env=OUTSIDE, stdin=none, stdout=none, stderr=pipe, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        lines = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        said = next((line for line in lines if re.search("error|failed", line, re.IGNORECASE)), lines[-1])
        expected = f"languages.{language.name}.packages that can be installed"
        return FileError(ROOT / FILE, expected, said, f"correct it, or its install: {' '.join(command)}")
    return part.rename(folder)
