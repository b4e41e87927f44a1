"""The forms for Windows: cmd's and PowerShell's each set the variable, and call the API, as they say."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from asrun import ROOT
from asrun.examples.waiting import GUARD
from asrun.text import read_text
from tests.test_shell_forms import KEY, form

WINE = shutil.which("wine")
PWSH = shutil.which("pwsh")


@pytest.fixture(scope="session")
def cmd(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment in which `cmd` runs: Windows' own, or wine's with an empty home."""
    if os.name == "nt":
        return dict(os.environ)
    if not WINE:
        pytest.skip("not run: this machine has neither Windows nor wine")
    home = tmp_path_factory.mktemp("wine")
    return {"PATH": os.defpath, "HOME": str(home), "WINEPREFIX": str(home / "prefix"), "WINEDEBUG": "-all"}


def run_cmd(environment: Mapping[str, str], program: str, folder: Path) -> str:
    (folder / "program.cmd").write_text(f"@echo off\n{program}", newline="\r\n")
    command = [*([] if os.name == "nt" else ["wine"]), "cmd", "/c", "program.cmd"]
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=GUARD, check=False
    )
    return ended.stdout.strip()


FOLDER = ROOT / "snippets/authentication"
*OPTIONS, TEXT = shlex.split(read_text(FOLDER / "first-request/curl.sh").replace("\\\n", ""))
BODY = json.dumps(json.loads(TEXT))

# cmd's own `set` lists what a program that it starts inherits. Wine's setx does nothing: ours shows what reaches it.
CMD = {
    "set-variable.cmd": (form("set-variable.cmd") + "cmd /c set API_KEY\n", f"API_KEY={KEY}"),
    "persist-variable.cmd": (
        form("set-variable.cmd") + form("persist-variable.cmd") + "set API_KEY=\n" + form("persist-variable.cmd"),
        f'[API_KEY] ["{KEY}"]',
    ),
    "first-request.cmd": (read_text(FOLDER / "first-request.cmd"), subprocess.list2cmdline([*OPTIONS[1:], BODY])),
}


@pytest.mark.check  # wine takes seconds to start
@pytest.mark.parametrize("name", CMD)
@pytest.mark.says("PowerShell and cmd on Windows pass the same to `curl.exe`.")
def test_cmd_takes_the_form_and_calls_curl_as_bash_does(name: str, cmd: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "setx.cmd").write_text("@echo [%1] [%2]\n", newline="\r\n")
    (tmp_path / "curl.cmd").write_text("@echo %*\n", newline="\r\n")
    program, expected = CMD[name]
    program = program.replace("setx", "call setx").replace("curl.exe", "call curl")
    assert run_cmd(cmd, program, tmp_path) == expected


POWERSHELL = {
    "set-variable.ps1": "",
    "read-variable.ps1": "function Read-Host { param([switch]$AsSecureString) "
    f"ConvertTo-SecureString -String '{KEY}' -AsPlainText -Force }}\n",
    # The user's variables are the registry's, which other systems lack: there the call does nothing.
    "persist-variable.ps1": form("set-variable.ps1"),
}
"""The forms, each with what comes before it."""
HOW = "run by pwsh" if PWSH else "parsed, as there is no pwsh"


def parses(program: str) -> None:
    assert not Parser(Language(tree_sitter_powershell.language())).parse(program.encode()).root_node.has_error


def run_powershell(program: str, folder: Path) -> bytes:
    assert PWSH
    (folder / "program.ps1").write_text(program, "utf-8")
    command = [PWSH, "-NoProfile", "-File", "program.ps1"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout


@pytest.mark.parametrize("name", POWERSHELL, ids=[f"{name}, {HOW}" for name in POWERSHELL])
def test_powershell_takes_the_form(name: str, tmp_path: Path) -> None:
    program = form(name)
    assert "API_KEY" in program
    parses(program)
    if PWSH:
        shown = "\n(Get-Item Env:API_KEY).Value | ConvertTo-Json"
        assert json.loads(run_powershell(POWERSHELL[name] + program + shown, tmp_path)) == KEY


def test_powershell_calls_curl_as_bash_does(tmp_path: Path) -> None:
    program = read_text(FOLDER / "first-request.ps1")
    parses(program)
    assert shlex.split(program.replace("`\n", "")) == [BODY, "|", "curl.exe", *OPTIONS[1:], "@-"]
    if PWSH:
        (tmp_path / "show.py").write_text(
            "import json, sys; print(json.dumps([*sys.argv[1:], sys.stdin.read().strip()]))"
        )
        shown = run_powershell(program.replace("curl.exe", f'& "{sys.executable}" show.py'), tmp_path)
        assert json.loads(shown) == [*OPTIONS[1:], "@-", BODY]
