"""How each shell is started so that it reads the user's own settings first, and keeps no history of what is typed."""

import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from asrun.sandbox.environment import PROGRAMS, write

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
