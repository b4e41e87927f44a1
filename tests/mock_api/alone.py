"""The mock alone, `python -m mock_api`, for the tests that start it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asrun import ROOT
from asrun.examples.waiting import GUARD
from mock_api.sandbox import SANDBOX_KEYS


@contextmanager
def serving(
    *arguments: str, folder: Path = ROOT, **variables: str
) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command, running in a project's folder, and the lines that it printed at its start."""
    last_key = list(SANDBOX_KEYS.values())[-1]
    with subprocess.Popen(
        [sys.executable, "-m", "mock_api", *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        printed: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            printed.append(line.rstrip("\n"))
            if last_key in line:
                break
        try:
            yield process, printed
        finally:
            process.terminate()
            try:
                process.wait(GUARD)
            except subprocess.TimeoutExpired:
                process.kill()
