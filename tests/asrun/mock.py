"""The mock's own command, for the tests that start it."""

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
    """`python -m asrun mock`, running in a project's folder, and the lines that it printed at its start."""
    with subprocess.Popen(
        [sys.executable, "-m", "asrun", "mock", *arguments],
        cwd=folder,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        printed: list[str] = []
        while printed[-1:] != [f"  unavailable  {SANDBOX_KEYS['unavailable']}"]:
            line = process.stdout.readline()
            assert line, "the mock ended before it had printed its keys"
            printed.append(line.rstrip("\n"))
        try:
            yield process, printed
        finally:
            process.terminate()
            try:
                process.wait(GUARD)
            except subprocess.TimeoutExpired:
                process.kill()
