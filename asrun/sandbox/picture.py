"""A picture of a session in the sandbox's shell, drawn from one that has really run: the same bytes on any machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from subprocess import PIPE, STDOUT
from tempfile import TemporaryDirectory

import pexpect
from rich.console import Console
from rich.text import Text

from asrun import ROOT
from asrun.api import Api
from asrun.clock import START
from asrun.examples.process import PATH
from asrun.examples.terminal import on_terminal
from asrun.finding import quote
from asrun.sandbox.environment import PROGRAMS
from asrun.sandbox.shell import PROMPT
from asrun.settings import FILE, SNIPPETS
from asrun.text import FileError, read_text

COLUMNS, WIDTH, LINE = 84, 686, 19
"""How many letters a line has, and how many pixels the picture is wide and each line is high."""

COMMAND = (sys.executable, "-m", "asrun", "sandbox", "--clock")
CLASSES = {"dim": "dim", "color(1)": "red", "color(2)": "green", "color(3)": "amber", "color(5)": "red"}
STYLE = """\
svg { background: #f6f8f6; border-radius: 6px }
text { fill: #1b2521; white-space: pre;
font: 13px ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace }
.dim { fill: #55625c } .green { fill: #0b6b52 } .amber { fill: #8a5a00 } .red { fill: #b3261e }
@media (prefers-color-scheme: dark) {
svg { background: #171e1b }
text { fill: #dde5e1 }
.dim { fill: #9fada6 } .green { fill: #74d3b2 } .amber { fill: #e3b768 } .red { fill: #f2a199 }
}
"""


def draw(api: Api, session: Sequence[str], files: Mapping[str, str], judge: Sequence[str] = ()) -> str:
    """The picture, an SVG, of what is typed, in turn, and what the screen then shows.

    The first line opens the shell, or calls `asrun judge` with the arguments `judge`. A path below snippets/ stands for
    the program that is pasted, and `{read}` for the secret of the key with that name. `files` are the programs that the
    reader has, by the names that they have there. Raises FileError.
    """
    shown = _judged(judge, files) if judge else _shown(api, session[1:], files)
    lines = [row for line in (session[0], shown) for row in _rows(line)]
    lines[0] = f"$ {lines[0]}"
    height = len(lines) * LINE + 23
    texts = (f'<text x="14" y="{28 + LINE * row}">{line}</text>\n' for row, line in enumerate(lines))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img">\n<title>A session in the sandbox\'s shell</title>\n'
        f"<style>\n{STYLE}</style>\n{''.join(texts)}</svg>\n"
    )


def _judged(arguments: Sequence[str], files: Mapping[str, str]) -> str:
    with TemporaryDirectory() as folder:
        _write(Path(folder), files)
        command = [sys.executable, "-m", "asrun", "judge", "--folder", folder, *arguments]
        variables = {**os.environ, "PATH": f"{PROGRAMS[0]}{os.pathsep}{PATH}"}
        ran = subprocess.run(command, cwd=ROOT, env=variables, stdout=PIPE, stderr=STDOUT, text=True, check=False)
        return ran.stdout


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, program in files.items():
        (folder / name).write_text(read_text(ROOT / SNIPPETS / program), "utf-8")


def _shown(api: Api, session: Sequence[str], files: Mapping[str, str]) -> str:
    lines = [line for each in [*session, "exit"] for line in _typed(api, each)]
    with TemporaryDirectory() as folder:
        _write(Path(folder), files)
        (Path(folder) / ".bashrc").write_text("PS1='$ ' PS2='> '; cd\n", "utf-8")
        (Path(folder) / ".inputrc").write_text("set enable-bracketed-paste off\n", "utf-8")
        variables = {"HOME": folder, "PATH": PATH, "SHELL": shutil.which("bash", path=PATH) or "", "TERM": "xterm"}
        with on_terminal([*COMMAND, START.isoformat()], {**variables, "LANG": "C.UTF-8"}, ROOT) as (_, screen):
            shown = ""
            try:
                for line in lines:
                    screen.expect([rf"{re.escape(PROMPT)}\$ ", "\n> "])
                    shown += f"{screen.before}{screen.after}"
                    screen.sendline(line)
            except pexpect.EOF:
                actual = f"one that ends with {quote(screen.before or '')}"
                raise FileError(ROOT / FILE, "a session that its last line ends", actual, "correct it") from None
            return f"{shown}{screen.read()}".replace("\r", "")


def _typed(api: Api, text: str) -> list[str]:
    """The lines that a text of the session stands for. Raises FileError."""
    program = ROOT / SNIPPETS / text
    if program.is_file():
        return read_text(program).splitlines()
    try:
        return [text.format_map(api.keys)]
    except (LookupError, ValueError):
        expected = f"a program, or a line in which {{name}} is one of the keys {', '.join(api.keys)}"
        raise FileError(ROOT / FILE, expected, quote(text), "correct it") from None


def _rows(shown: str) -> Iterator[str]:
    """The lines of the screen, none of which is longer than the picture is wide, as SVG."""
    for line in shown.splitlines():
        text = Text.from_ansi(line, end="")
        for row in text.divide(range(COLUMNS, len(text), COLUMNS)):
            yield "".join(_part(each.text, str(each.style or "")) for each in row.render(Console()))


def _part(text: str, style: str) -> str:
    name, text = CLASSES.get(style, ""), escape(text, quote=False)
    return f'<tspan class="{name}">{text}</tspan>' if name else text
