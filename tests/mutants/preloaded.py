"""What becomes a Python program in a fork of a server that has imported, before it forks, what the programs import."""

import gc
import os
import random
import resource
import runpy
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import SupportsIndex

import httpcore
import httpx
import requests

__all__ = ["become", "httpcore", "httpx", "requests"]

gc.collect()
gc.freeze()  # a child's collector leaves alone what it shares with the others, which would copy it


def become(
    program: Path,
    environment: Mapping[str, str],
    streams: tuple[Path, Path],
    bounds: Mapping[int, int],
    *,
    hurried: bool,
) -> None:
    """What `python program` does, but for the end of the interpreter, which would copy all that it shares.

    `bounds` are limits by resource. A `hurried` program says how long it would sleep, in the place of sleeping.
    """
    os.setsid()
    for number, path in enumerate(streams, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    for kind, bound in bounds.items():
        resource.setrlimit(kind, (bound, bound))
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(program.parent)
    sys.argv, sys.path[0] = [program.name], str(program.parent)
    if hurried:
        time.sleep = _say
        random.uniform = _middle
    os._exit(_main(program))


def _say(seconds: float | SupportsIndex, /) -> None:
    print(f"sleeps {float(seconds):g} s", file=sys.stderr)  # noqa: T201 - it is compared with what the program's own says


def _middle(a: float, b: float) -> float:
    return (a + b) / 2


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
