"""`make sandbox` in a real terminal: what the user sees and keeps, and what is left when the shell is left."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pexpect
import pytest
from pexpect.fdpexpect import fdspawn

from asrun import ROOT
from asrun.examples.process import PATH
from asrun.examples.terminal import on_terminal
from asrun.examples.waiting import until
from asrun.sandbox import shell as shell_command
from asrun.sandbox.shell import SHELLS
from mock_api.sandbox import SANDBOX_KEYS
from tests.asrun.conftest import living
from tests.asrun.sandbox.conftest import HOSTILE, move_in

FOUND = [shell for shell in SHELLS if shutil.which(shell, path=PATH)]
COMMAND = [sys.executable, "-m", "asrun", "sandbox"]
PROMPT = "(sandbox) "
CTRL_C, CTRL_D = "\x03", "\x04"
LEAVE: Mapping[str, str] = {"bash": "exit\n", "zsh": CTRL_D, "fish": CTRL_D}
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[()=>][A-Z0-9]?)|\r")
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "bash": {
        ".bashrc": "export API_KEY=own OWN=kept NO_PROXY='*' PATH=/own:$PATH; HISTFILE=~/.bash_history; PS1='$ '\n"
    },
    "zsh": {
        ".zshenv": "export OWN=kept\n",
        ".zshrc": "export API_KEY=own PATH=/own:$PATH; HISTFILE=$HOME/.zsh_history SAVEHIST=9 PROMPT='$ '\n",
    },
    "fish": {
        ".config/fish/config.fish": "set -gx API_KEY own; set -gx OWN kept; set -gx PATH /own $PATH\n"
        "function fish_prompt; echo '$ '; end\n",
        ".local/share/fish/generated_completions/none.fish": "",
    },
}
"""What users have in their homes. fish makes completions where it finds none, for half a minute."""

ASK = "curl --silent https://api.example.com/v1/me --oauth2-bearer $API_KEY"
SHOWN: Mapping[str, str] = {
    ASK: r"sandbox: GET /v1/me 200\n(.*\n)*.*\"name\": \"Sandbox: admin\"",
    "curl --silent https://api.example.com/v1/nothing": r"sandbox: GET /v1/nothing 404 NOT_FOUND: .+#not_found",
    'echo "$API_KEY $OWN <$ZDOTDIR> $PATH"': rf"\n{SANDBOX_KEYS['admin']} kept <> (.*:)?/own:",
    "curl --silent --output /dev/null --write-out '%{http_code}' $OUTSIDE": r"\n418",
}


def environment(shell: str, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("CURL_CA_BUNDLE", "PYTHONPATH")}
    home, temporary = str(folder / "home"), str(folder / "tmp")
    terminal = {"TERM": "xterm", "LANG": "C.UTF-8", "SHELL": shutil.which(shell, path=PATH) or shell}
    return {**kept, **terminal, "PATH": PATH, "HOME": home, "TMPDIR": temporary}


@contextmanager
def opened(
    shell: str, folder: Path, command: Sequence[str] = COMMAND, **variables: str
) -> Iterator[tuple["subprocess.Popen[bytes]", "fdspawn[str]"]]:
    for name, text in SETTINGS.get(shell, {}).items():
        file = folder / "home" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "tmp").mkdir()
    with on_terminal(command, environment(shell, folder) | variables, ROOT) as (process, screen):
        yield process, screen


def ready(screen: "fdspawn[str]") -> str:
    screen.expect_exact(PROMPT)
    return ESCAPES.sub("", screen.before or "")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def marked(folder: Path) -> list[str]:
    return living(str(folder), "environ")


def child(process: int) -> int:
    return int(Path(f"/proc/{process}/task/{process}/children").read_text("utf-8"))


@pytest.mark.parametrize("shell", FOUND)
@pytest.mark.says(
    "`API_KEY` is already set to the `admin` key.",
    "If your proxy's URL doesn't start with `http://`, they don't, and the shell tells you.",
    "You don't need an account, and it doesn't cost anything.",
    "Try everything without an account.",
)
def test_shell_leads_to_the_mock_with_the_users_settings_and_leaves_nothing(
    shell: str, outside: str, tmp_path: Path
) -> None:
    move_in(tmp_path / "home")
    with opened(shell, tmp_path, OUTSIDE=outside, **HOSTILE) as (process, screen):
        said = ready(screen)
        assert "https://api.example.com is the mock of the API, and API_KEY is its admin key." in said
        assert f"an http:// proxy for https outside, actual {HOSTILE['ALL_PROXY']}." in said
        before = files(tmp_path / "home")
        for command, expected in SHOWN.items():
            screen.sendline(command)
            text = ready(screen)
            assert re.search(expected, text), (command, text)
        screen.sendline("sleep 60")
        until(lambda: [command for command in marked(tmp_path) if command.startswith("sleep 60")])
        screen.send(CTRL_C)
        ready(screen)
        screen.send(LEAVE[shell])
        screen.expect(pexpect.EOF)
    assert process.returncode == 0
    assert files(tmp_path / "home") == before
    assert (files(tmp_path / "tmp"), marked(tmp_path)) == ({}, [])


def test_terminal_that_closes_ends_even_a_shell_that_does_not_end(tmp_path: Path) -> None:
    with opened("bash", tmp_path) as (process, screen):
        ready(screen)
        assert marked(tmp_path)
        screen.sendline("trap '' HUP")
        ready(screen)
        for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM):
            process.send_signal(each)
        screen.expect(pexpect.EOF)
    assert (files(tmp_path / "tmp"), marked(tmp_path)) == ({}, [])


def test_shell_that_is_killed_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    within = ["sh", "-c", f"{shlex.join(COMMAND)}; read line; echo ended $?, read $line"]
    with opened("bash", tmp_path, within) as (process, screen):
        before = termios.tcgetattr(screen)
        ready(screen)
        until(lambda: termios.tcgetattr(screen) != before)
        os.kill(child(child(process.pid)), signal.SIGKILL)
        until(lambda: termios.tcgetattr(screen) == before)
        screen.sendline("this")
        screen.expect_exact("ended 0, read this")
        screen.expect(pexpect.EOF)
    assert marked(tmp_path) == []


@pytest.mark.parametrize(
    ("shell", "terminal", "said"),
    [
        ("bash", False, "run it in a terminal (python -m asrun mock serves the mock without one)"),
        ("/bin/dash", True, "expected bash, zsh, fish as SHELL, actual /bin/dash: python -m asrun mock serves any"),
        ("/nowhere/bash", True, "actual /nowhere/bash"),
    ],
)
def test_where_it_opens_no_shell_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shell: str, terminal: bool, said: str
) -> None:
    monkeypatch.setenv("SHELL", shell)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: terminal))
    with pytest.raises(SystemExit, match="2"):
        shell_command.main([])
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
