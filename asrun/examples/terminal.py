"""A program that is pasted into an open terminal, as a reader does."""

import fcntl
import os
import re
import shlex
import shutil
import struct
import subprocess
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pexpect
from pexpect.fdpexpect import fdspawn

from asrun.examples.process import LIMIT, PATH, Ended, Trouble, Workplace, end_all, hung
from asrun.examples.waiting import GUARD

SHELLS: Mapping[str, tuple[str, ...]] = {"bash": ("bash", "--norc", "--noprofile", "-i"), "zsh": ("zsh", "-f", "-i")}
"""The shells that readers have, as they start without the machine's settings."""

WITH_SETTINGS: Mapping[str, tuple[str, ...]] = {"bash": ("bash", "-i"), "zsh": ("zsh", "-d", "-i")}
"""The same with those of the home, and as few of the machine's as each lets us."""

READY, MORE = "<ready>", "<more>"
PROMPTS = {"PS1": READY, "PS2": MORE, "PROMPT_EOL_MARK": "", "TERM": "xterm-256color"}
PROMPTS["PROMPT_COMMAND"] = f"PS1='{READY}' PS2='{MORE}'"  # bash's settings set their own
PASTE = "\x1b[200~{}\x1b[201~"
_ON, _OFF = "\x1b[?2004h", "\x1b[?2004l"
_EDITING = rf"{re.escape(_ON)}{READY}|{READY}(\x1b\[K)?{re.escape(_ON)}"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")

WAITING = Trouble(
    "a command that is complete",
    "the shell waits for more of it",
    "close the quote or the bracket, or take away the last \\",
)
CLOSED = Trouble(
    "the terminal to stay open",
    "the shell ended",
    "take away exit, exec and set -e: the reader pastes this into an open terminal",
)


def shells() -> tuple[str, ...]:
    """The shells of this machine that pastes can be tried in."""
    return tuple(shell for shell in SHELLS if shell not in untried())


@cache
def untried(path: str = PATH) -> Mapping[str, str]:
    """The other shells, each with the reason: a bash before 5.1, as macOS has, runs each line as it is pasted."""
    reasons = {shell: "is not on this machine" for shell in SHELLS if not shutil.which(shell, path=path)}
    if bash := shutil.which("bash", path=path):
        asked = subprocess.run(
            [bash, "--norc", "--noprofile", "-c", "bind -v"],
            env={"PATH": path, "HOME": "/", "TERM": PROMPTS["TERM"]},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if "set enable-bracketed-paste on" not in asked.stdout:
            reasons["bash"] = "does not tell a paste from typing"
    return reasons


@contextmanager
def on_terminal(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, *, limit: float = GUARD, umask: int = -1
) -> Iterator[tuple["subprocess.Popen[bytes]", "fdspawn[str]"]]:
    """The process of `command` on a terminal of its own, as the leader of its session, and its screen.

    At the end the terminal is closed, and the process waited for.
    """
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
    # The program opens the terminal itself to make it the controlling one. Popen's forks wouldn't.
    opening = f'exec {shlex.join(command)} <"$0" >"$0" 2>&1'
    process = subprocess.Popen(
        ["/bin/sh", "-c", opening, os.ttyname(slave)],
        cwd=folder,
        env=dict(environment),
        stdin=slave,
        start_new_session=True,
        umask=umask,
    )
    os.close(slave)
    with process, fdspawn(master, timeout=limit, encoding="utf-8", codec_errors="backslashreplace") as screen:
        yield process, screen


def paste(command: Sequence[str], environment: Mapping[str, str], place: Workplace, *, limit: float = LIMIT) -> Ended:
    """Pastes the program into an interactive shell, presses Enter, and waits until the shell asks for more to do.

    `command` starts it: one of `SHELLS`, or of `WITH_SETTINGS`. The paste is bracketed, as terminals do it, and history
    expansion is on, as shells have it. The output is what the screen shows, without escapes.
    """
    temporary = f"{place.environment['TMPDIR']}/zsh"  # zsh doesn't use TMPDIR
    variables = {**environment, **place.environment, **PROMPTS, "TMPPREFIX": temporary}
    command, folder = place.launched(command), place.program.parent
    with on_terminal(command, variables, folder, limit=limit, umask=place.umask) as (process, screen):
        shown, trouble = "", None
        try:
            screen.expect(_EDITING)
            screen.send(PASTE.format(place.program.read_text(encoding="utf-8").removesuffix("\n")) + "\r")
            screen.expect_exact(_OFF)
            trouble = WAITING if screen.expect_exact([READY, MORE]) else None
            shown = screen.before or ""
            if not trouble:
                screen.send("false\r")  # ends a shell that was left under set -e
                screen.expect_exact(READY)
        except pexpect.TIMEOUT:
            trouble = hung(limit)
        except pexpect.EOF:
            trouble = CLOSED
        finally:
            end_all(process.pid, place)
        return Ended(None if trouble else 0, _ESCAPES.sub("", shown), "", trouble)
