"""A program that is pasted into an open terminal, as a reader does."""

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache

import pexpect

from asrun.examples.process import LIMIT, PATH, Ended, Trouble, Workplace, end_all, hung
from asrun.examples.session import on_terminal

SHELLS: Mapping[str, tuple[str, ...]] = {"bash": ("bash", "--norc", "--noprofile", "-i"), "zsh": ("zsh", "-f", "-i")}
"""The shells that readers have, as they start without the machine's settings."""

READY, MORE = "<ready>", "<more>"
PROMPTS = {"PS1": READY, "PS2": MORE, "PROMPT_EOL_MARK": "", "TERM": "xterm-256color"}
PASTE = "\x1b[200~{}\x1b[201~"
_ON, _OFF = "\x1b[?2004h", "\x1b[?2004l"
_EDITING = rf"{re.escape(_ON)}{READY}|{READY}(\x1b\[K)?{re.escape(_ON)}"
_QUESTIONS = {
    "bash": ("--norc", "--noprofile", "-c", "bind -v"),
    "zsh": ("-f", "-c", "zmodload zsh/zle; print -r -- $zle_bracketed_paste"),
}
_BRACKETS = re.compile(rf"^set enable-bracketed-paste on$|{re.escape(_ON)}", re.MULTILINE)
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
    reasons = {}
    for shell, question in _QUESTIONS.items():
        if not (found := shutil.which(shell, path=path)):
            reasons[shell] = "is not on this machine"
        elif not _BRACKETS.search(_answer((found, *question), path)):
            reasons[shell] = "does not tell a paste from typing"
    return reasons


def _answer(command: Sequence[str], path: str) -> str:
    environment = {"PATH": path, "HOME": "/", "TERM": PROMPTS["TERM"]}
    asked = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return asked.stdout


def paste(shell: str, environment: Mapping[str, str], place: Workplace, *, limit: float = LIMIT) -> Ended:
    """Pastes the program into an interactive `shell`, presses Enter, and waits until the shell asks for more to do.

    The paste is bracketed, as terminals do it, and history expansion is on, as shells have it. The output is what the
    screen shows, without escapes.
    """
    variables = {**environment, **place.environment, **PROMPTS}
    with on_terminal(SHELLS[shell], variables, place.program.parent, limit=limit) as (process, screen):
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
