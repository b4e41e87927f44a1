"""A Python program of the documentation, run as a script is: its text, its environment, the files beside it."""

import importlib
import linecache
import os
import shutil
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from types import ModuleType, TracebackType

from run_in_page import loop
from run_in_page.api import Api
from run_in_page.transports import lead_httpx_to

NAME = "python.py"


def run(text: str, environment: Mapping[str, str], files: Mapping[str, str], api: Api) -> int:
    """The exit status. What the program prints goes to the streams of this process, its traceback too."""
    lead_httpx_to(api)
    with _place(text, environment, files), loop.installed():
        try:
            exec(compile(text, NAME, "exec", dont_inherit=True), sys.modules["__main__"].__dict__)
        except SystemExit as end:
            return _status(end)
        except BaseException as error:
            frames = _from_program(error.__traceback__)
            traceback.print_exception(type(error), error.with_traceback(frames), frames)
            return 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
    return 0


def _status(end: SystemExit) -> int:
    """As Python ends: a number is the status, and anything else is printed."""
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code & 0xFF
    sys.stderr.write(f"{end.code}\n")
    return 1


def _from_program(frames: TracebackType | None) -> TracebackType | None:
    while frames and frames.tb_frame.f_code.co_filename != NAME:
        frames = frames.tb_next
    return frames


@contextmanager
def _place(text: str, environment: Mapping[str, str], files: Mapping[str, str]) -> Iterator[None]:
    before, modules, path, folder = dict(os.environ), dict(sys.modules), list(sys.path), Path.cwd()
    work = mkdtemp()
    try:
        for name, content in files.items():
            Path(work, name).write_text(content, "utf-8")
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(work)
        sys.path.insert(0, work)
        sys.argv = [NAME]
        importlib.invalidate_caches()
        main = ModuleType("__main__")
        main.__file__ = NAME
        sys.modules["__main__"] = main
        linecache.cache[NAME] = (len(text), None, text.splitlines(keepends=True), NAME)
        yield
    finally:
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(work):
                del sys.modules[name]
        sys.modules["__main__"] = modules["__main__"]
        sys.path[:] = path
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(work)
