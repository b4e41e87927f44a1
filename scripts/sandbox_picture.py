"""Draws a session in the sandbox's shell: what a terminal of this machine shows of it, for getting-started/testing.md.

`make record` runs it as a module, from the project's folder. tests/test_testing_page.py says when it must run again.
"""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from asrun import ROOT
from asrun.examples.process import PATH
from asrun.examples.session import on_terminal
from mock_api.sandbox import SANDBOX_KEYS

PICTURE = ROOT / "docs/assets/pictures/sandbox.svg"
EXAMPLE = ROOT / "snippets/authentication/environment-variable"

COLUMNS = 84
"""As many as the longest line that the session types or prints, but for cURL's answer."""

PROMPT = "$ "
SETTINGS = {
    # A paste then shows itself as typing does, in every release of bash.
    ".inputrc": "set enable-bracketed-paste off\n",
    ".bashrc": f"PS1='{PROMPT}'\n",
}
TYPED = (
    "make sandbox",
    (EXAMPLE / "curl.sh").read_text("utf-8").removesuffix("\n"),
    "cd ~/app",
    "python first.py",
    f"API_KEY={SANDBOX_KEYS['expired']} python first.py",
    "exit",
)
"""The session: `first.py` is the program of the Python tab, which the reader has saved."""

_STYLE = re.compile(r"\x1b\[(\d+)m")
_CLASSES = {"0": "", "2": "dim", "32": "green", "33": "amber"}
_WIDTH, _HEIGHT, _MARGIN = 7.83, 19, 14
"""Of a cell, and around all of them, in units of the picture: 13 to an em."""

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" \
aria-labelledby="name text">
<title id="name">A session in the sandbox's shell</title>
<desc id="text">{text}</desc>
<style>
rect {{ fill: #f6f8f6; stroke: #dfe5e1 }}
text {{ fill: #1b2521; white-space: pre;
font: 13px ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace }}
.dim {{ fill: #55625c }} .green {{ fill: #0b6b52 }} .amber {{ fill: #8a5a00 }}
@media (prefers-color-scheme: dark) {{
rect {{ fill: #171e1b; stroke: #2a3530 }}
text {{ fill: #dde5e1 }}
.dim {{ fill: #9fada6 }} .green {{ fill: #74d3b2 }} .amber {{ fill: #e3b768 }}
}}
</style>
<rect x=".5" y=".5" width="{inner_width}" height="{inner_height}" rx="6"/>
{rows}
</svg>
"""


def session() -> str:
    """What the terminal receives, from the command that opens the sandbox to the prompt after its end."""
    with TemporaryDirectory() as name:
        home = Path(name)
        for file, text in SETTINGS.items():
            (home / file).write_text(text, "utf-8")
        (home / "app").mkdir()
        (home / "app/first.py").write_bytes((EXAMPLE / "python.py").read_bytes())
        variables = {"PATH": PATH, "HOME": name, "TERM": "xterm", "LANG": "C.UTF-8", "SHELL": "bash"}
        with on_terminal(["bash", "-i"], variables, ROOT) as (_, screen):
            prompts = [PROMPT, *[f"(sandbox) {PROMPT}"] * (len(TYPED) - 1), f"exit\r\n{PROMPT}"]
            received = ""
            for prompt, typed in zip(prompts, [*TYPED, ""], strict=True):
                screen.expect_exact(prompt)
                received += (screen.before or "") + prompt
                screen.send(f"{typed}\r" if typed else "exit\r")
    return received.removesuffix(PROMPT).rstrip()


def cells(received: str) -> list[list[tuple[str, str]]]:
    """The rows of the terminal: each the runs of letters that have one class.

    Raises ValueError or KeyError where the terminal was told anything else than the next line or one of the colours.
    """
    rows: list[list[tuple[str, str]]] = []
    style = ""
    for line in re.split(r"\r+\n", received):
        letters: list[tuple[str, str]] = []
        for index, part in enumerate(_STYLE.split(line)):
            if index % 2:
                style = _CLASSES[part]
            elif part and not part.isprintable():
                raise ValueError(f"a terminal would obey something in {part!r}")
            else:
                letters += [(style, letter) for letter in part]
        for start in range(0, max(1, len(letters)), COLUMNS):
            runs = groupby(letters[start : start + COLUMNS], key=itemgetter(0))
            rows.append([(each, "".join(letter for _, letter in run)) for each, run in runs])
    return rows


def svg(rows: Sequence[Sequence[tuple[str, str]]]) -> str:
    width = round(COLUMNS * _WIDTH + 2 * _MARGIN)
    height = len(rows) * _HEIGHT + 2 * _MARGIN
    text = "\n".join("".join(letters for _, letters in row) for row in rows)
    drawn = "\n".join(_row(number, row) for number, row in enumerate(rows))
    sizes = {"width": width, "height": height, "inner_width": width - 1, "inner_height": height - 1}
    return _SVG.format(**sizes, text=escape(text, quote=False), rows=drawn)


def _row(number: int, row: Sequence[tuple[str, str]]) -> str:
    runs = "".join(
        f'<tspan class="{style}">{escape(letters, quote=False)}</tspan>' if style else escape(letters, quote=False)
        for style, letters in row
    )
    return f'<text x="{_MARGIN}" y="{_MARGIN + number * _HEIGHT + 14}">{runs}</text>'


def timeless(picture: str) -> str:
    """The picture without what changes from one second to the next."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "INSTANT", picture)


def main() -> None:
    drawn = svg(cells(session()))
    if timeless(drawn) != timeless(PICTURE.read_text("utf-8")):
        PICTURE.write_text(drawn, "utf-8")


if __name__ == "__main__":
    main()
