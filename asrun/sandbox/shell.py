"""`python -m asrun sandbox`: opens a shell in which the documented host is the mock.

The shell reads the user's own settings first, and keeps no history of what is typed.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from asrun import ROOT
from asrun.api import Api
from asrun.clock import SystemClock
from asrun.judge.mistakes import Mistakes
from asrun.judge.places import Places
from asrun.mock import Parser, instant
from asrun.project import load_api
from asrun.sandbox.environment import PROGRAMS, inside, write
from asrun.sandbox.screen import Screen
from asrun.transport.leftovers import held_folder, sweep
from asrun.transport.proxy import obstacle
from asrun.transport.server import MockServer
from asrun.transport.signals import end_at_first_signal, nothing

PROMPT = "(sandbox) "

Start: TypeAlias = tuple[Sequence[str], Mapping[str, str]]
"""A command's arguments, and the variables that it needs besides those of the outside."""


def exports(environment: Mapping[str, str]) -> list[str]:
    """The lines that change a POSIX shell."""
    path = shlex.quote("".join(f"{folder}{os.pathsep}" for folder in PROGRAMS))
    return [
        *(f"export {name}={shlex.quote(value)}" for name, value in environment.items()),
        f'export PATH={path}"$PATH"',
    ]


def _bash(environment: Mapping[str, str], folder: Path) -> Start:
    settings = folder / "bashrc"
    lines = ["[ -f ~/.bashrc ] && . ~/.bashrc", *exports(environment), "unset HISTFILE", f'PS1="{PROMPT}$PS1"']
    write(settings, lines)
    return ["--rcfile", str(settings), "-i"], {}


def _zsh(environment: Mapping[str, str], folder: Path) -> Start:
    own = os.environ.get("ZDOTDIR")
    back = f"ZDOTDIR={shlex.quote(own)}" if own else "unset ZDOTDIR"
    each = '"${ZDOTDIR:-$HOME}/$name"'
    settings = f"for name in .zshenv .zshrc; do [[ -f {each} ]] && . {each}; done; unset name"
    write(folder / ".zshrc", [back, settings, *exports(environment), "unset HISTFILE", f'PROMPT="{PROMPT}$PROMPT"'])
    return ["-i"], {"ZDOTDIR": str(folder)}


def _fish(environment: Mapping[str, str], folder: Path) -> Start:
    settings = folder / "sandbox.fish"
    write(
        settings,
        [
            *(f"set -gx {name} {_quoted(value)}" for name, value in environment.items()),
            f"set -gx PATH {' '.join(_quoted(str(each)) for each in PROGRAMS)} $PATH",
            "functions --copy fish_prompt _sandbox_prompt",
            f"function fish_prompt; echo -n {_quoted(PROMPT)}; _sandbox_prompt; end",
        ],
    )
    return ["--private", "--interactive", "--init-command", f"source {_quoted(str(settings))}"], {}


SHELLS: Mapping[str, Callable[[Mapping[str, str], Path], Start]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
"""By the name of the program: its start, for which it writes its settings into a folder."""


def _quoted(text: str) -> str:
    """As fish reads it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


FOLDER = "sandbox-"
"""How the names of its folders begin."""

GRACE = 1.0
"""Seconds that the shell has to end when this program is told to end."""

WELCOME = """\
Here, {origin} is the mock of the API{keys}.
Paste any program of the site. You see each exchange. Leave with: exit
"""


def main(arguments: Sequence[str]) -> int:
    """Open the shell that `SHELL` names, and wait for its end; the exit status. Raises FileError or ContractError."""
    parser = Parser("python -m asrun sandbox", description="Open a shell in which the documented host is the mock.")
    parser.add_argument("--verbose", action="store_true", help="show the bodies of each exchange too")
    parser.add_argument("--clock", type=instant, metavar="INSTANT", help="stop the API's time then")
    options = parser.parse_args(arguments)
    if not sys.stdin.isatty():
        parser.error("this opens a shell: run it in a terminal (python -m asrun mock serves the mock without one)")
    shell = os.environ.get("SHELL", "")
    if Path(shell).name not in SHELLS or not shutil.which(shell):
        known, actual = ", ".join(SHELLS), shell or "none"
        parser.error(f"expected {known} as SHELL, actual {actual}: python -m asrun mock serves any")
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
        coloured = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb" and sys.stderr.isatty()
        run.sandbox.journal = Screen(api.mask, sys.stderr, finder.lines, verbose=options.verbose, coloured=coloured)
        _open(api, shell, inside(api, run.environment, server.ca_path, folder), folder)
    return 0


def _open(api: Api, shell: str, environment: Mapping[str, str], folder: Path) -> None:
    """Open `shell` and wait for its end. Raises KeyboardInterrupt."""
    names = {secret: name for name, secret in api.keys.items()}
    keys = "".join(f", and {variable} is its {names[secret]} key" for variable, secret in api.environment.items())
    sys.stdout.write(WELCOME.format(origin=api.contract.origins[0], keys=keys))
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
