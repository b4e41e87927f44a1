"""`python -m asrun sandbox`: opens a shell in which the documented host is the mock."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from asrun import ROOT
from asrun.api import Api
from asrun.clock import SystemClock
from asrun.judge.mistakes import Mistakes
from asrun.judge.places import Places
from asrun.mock import instant
from asrun.project import load_api
from asrun.sandbox.environment import inside
from asrun.sandbox.screen import Screen
from asrun.sandbox.shells import SHELLS
from asrun.transport.leftovers import held_folder, sweep
from asrun.transport.server import MockServer
from asrun.transport.signals import end_at_first_signal, nothing
from asrun.transport.upstream import obstacle

PROGRAM = "python -m asrun sandbox"

FOLDER = "sandbox-"
"""How the names of its folders begin."""

GRACE = 1.0
"""Seconds that the shell has to end when this program is told to end."""

WELCOME = """\
Here, https://{host} is the mock of the API{keys}.
Paste any program of the site. You see each exchange. Leave with: exit
"""


def main(arguments: Sequence[str]) -> int:
    """Open the shell that `SHELL` names, and wait for its end; the exit status. Raises FileError or ContractError."""
    parser = argparse.ArgumentParser(PROGRAM, description="Open a shell in which the documented host is the mock.")
    parser.add_argument("--verbose", action="store_true", help="show the bodies of each exchange too")
    parser.add_argument("--clock", type=instant, metavar="INSTANT", help="stop the API's time then")
    options = parser.parse_args(arguments)
    if not sys.stdin.isatty():
        return _fail("this opens a shell: run it in a terminal (python -m asrun mock serves the mock without one)")
    shell = os.environ.get("SHELL", "")
    if Path(shell).name not in SHELLS or not shutil.which(shell):
        return _fail(
            f"expected {', '.join(SHELLS)} as SHELL, actual {shell or 'none'}: python -m asrun mock serves any"
        )
    api = load_api(ROOT)
    end_at_first_signal()
    sweep(FOLDER)
    with (
        suppress(KeyboardInterrupt),
        held_folder(FOLDER) as folder,
        MockServer(api) as server,
    ):
        run = server.open_run(clock=options.clock or SystemClock(), upstream=True)
        finder = Mistakes(api, Places(ROOT))
        run.sandbox.journal = Screen(api.mask, sys.stderr, finder.lines, verbose=options.verbose, coloured=_coloured())
        _open(api, shell, inside(api, run.environment, server.ca_path, folder), folder)
    return 0


def _open(api: Api, shell: str, environment: Mapping[str, str], folder: Path) -> None:
    """Open `shell` and wait for its end. Raises KeyboardInterrupt."""
    names = {secret: name for name, secret in api.keys.items()}
    keys = "".join(f", and {variable} is its {names[secret]} key" for variable, secret in api.environment.items())
    sys.stdout.write(WELCOME.format(host=api.host, keys=keys))
    if reason := obstacle():
        sys.stdout.write(f"{reason}\n")
    sys.stdout.flush()
    arguments, variables = SHELLS[Path(shell).name](environment, folder)
    with _terminal_kept():
        process = subprocess.Popen([shell, *arguments], env={**os.environ, **environment, **variables})
        try:
            # The shell is the one that Ctrl-C is for.
            signal.signal(signal.SIGINT, nothing)
            process.wait()
        finally:
            process.send_signal(signal.SIGHUP)
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE)
            process.kill()
            process.wait()


@contextmanager
def _terminal_kept() -> Iterator[None]:
    """Leave the terminal as it was: a shell that is killed leaves it to nobody, and without an echo."""
    terminal = sys.stdin.fileno()
    modes = termios.tcgetattr(terminal)
    try:
        yield
    finally:
        # This process is not in the foreground then, and would be stopped.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with suppress(OSError, termios.error):  # the terminal is gone
            os.tcsetpgrp(terminal, os.getpgrp())
            termios.tcsetattr(terminal, termios.TCSANOW, modes)


def _coloured() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb" and sys.stderr.isatty()


def _fail(message: str) -> int:
    sys.stderr.write(f"{PROGRAM}: {message}\n")
    return 2
