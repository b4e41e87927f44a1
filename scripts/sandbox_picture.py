"""Draws a session in the sandbox's shell: what a terminal of this machine shows of it, for getting-started/testing.md.

`make record` runs it as a module, from the project's folder. tests/test_testing_page.py says when it must run again.
"""

import re
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from asrun import ROOT
from asrun.examples.process import PATH
from asrun.examples.terminal import on_terminal
from mock_api.sandbox import SANDBOX_KEYS

PICTURE = ROOT / "docs/assets/pictures/sandbox.svg"
EXAMPLE = ROOT / "snippets/authentication/environment-variable"
PROMPT = "$ "
TYPED = (
    "make sandbox",
    (EXAMPLE / "curl.sh").read_text("utf-8").removesuffix("\n"),
    "cd ~/app",
    "python first.py",
    f"API_KEY={SANDBOX_KEYS['expired']} python first.py",
    "exit",
)
"""The session: `first.py` is the program of the Python tab, which the reader has saved."""

COLUMNS, WIDTH, ROW = 84, 686, 19
"""The longest line that is typed or printed, but for cURL's response; its width, and a row's height, in pixels."""

CLASSES = {"0": "", "2": "dim", "32": "green", "33": "amber"}
SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
<title>A session in the sandbox's shell</title>
<style>
svg {{ background: #f6f8f6; border-radius: 6px }}
text {{ fill: #1b2521; white-space: pre;
font: 13px ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace }}
.dim {{ fill: #55625c }} .green {{ fill: #0b6b52 }} .amber {{ fill: #8a5a00 }}
@media (prefers-color-scheme: dark) {{
svg {{ background: #171e1b }}
text {{ fill: #dde5e1 }}
.dim {{ fill: #9fada6 }} .green {{ fill: #74d3b2 }} .amber {{ fill: #e3b768 }}
}}
</style>
{rows}
</svg>
"""


def session() -> str:
    """What the terminal receives, from the command that opens the sandbox to the prompt after its end."""
    with TemporaryDirectory() as name:
        home = Path(name)
        # A paste then shows itself as typing does, in every release of bash.
        (home / ".inputrc").write_text("set enable-bracketed-paste off\n", "utf-8")
        (home / ".bashrc").write_text(f"PS1='{PROMPT}'\n", "utf-8")
        (home / "app").mkdir()
        (home / "app/first.py").write_bytes((EXAMPLE / "python.py").read_bytes())
        variables = {"PATH": PATH, "HOME": name, "TERM": "xterm", "LANG": "C.UTF-8", "SHELL": "bash"}
        with on_terminal(["bash", "-i"], variables, ROOT) as (_, screen):
            prompts = [PROMPT, *[f"(sandbox) {PROMPT}"] * (len(TYPED) - 1), f"exit\r\n{PROMPT}"]
            received = ""
            for prompt, typed in zip(prompts, [*TYPED, "exit"], strict=True):
                screen.expect_exact(prompt)
                received += (screen.before or "") + prompt
                screen.send(f"{typed}\r")
    return received.removesuffix(PROMPT).rstrip()


def svg(received: str) -> str:
    lines = re.split(r"\r+\n", received)
    rows = [row for line in lines for row in ([line] if "\x1b" in line else re.findall(f".{{1,{COLUMNS}}}", line))]
    drawn = [f'<text x="14" y="{28 + ROW * number}">{_row(row)}</text>' for number, row in enumerate(rows)]
    return SVG.format(width=WIDTH, height=28 + ROW * len(rows), rows="\n".join(drawn))


def _row(row: str) -> str:
    first, *rest = re.split(r"\x1b\[(\d+)m", escape(row, quote=False))
    styled = zip(map(CLASSES.__getitem__, rest[::2]), rest[1::2], strict=True)
    return first + "".join(f'<tspan class="{name}">{text}</tspan>' if name else text for name, text in styled)


def timeless(picture: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "INSTANT", picture)


def main() -> None:
    drawn = svg(session())
    if timeless(drawn) != timeless(PICTURE.read_text("utf-8")):
        PICTURE.write_text(drawn, "utf-8")


if __name__ == "__main__":
    main()
