"""The mock's own command, for the tests that start it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asrun import ROOT
from asrun.browser.served import read_until
from asrun.examples.waiting import GUARD


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
        try:
            yield process, read_until(process, "^  unavailable ").splitlines()
        finally:
            process.terminate()
            try:
                process.wait(GUARD)
            except subprocess.TimeoutExpired:
                process.kill()
