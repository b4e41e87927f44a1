"""The forms of the authentication page for Windows: cmd's and PowerShell's each set the variable as they say."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from asrun.examples.waiting import GUARD
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


def run_cmd(environment: Mapping[str, str], programs: Iterable[str], folder: Path) -> list[str]:
    """What each program shows, in one run: each leaves its variables to itself."""
    parts = (f"setlocal\n{program}endlocal\necho ---\n" for program in programs)
    (folder / "program.cmd").write_text("@echo off\n" + "".join(parts), newline="\r\n")
    command = ["cmd", "/c", "program.cmd"] if os.name == "nt" else ["wine", "cmd", "/c", "program.cmd"]
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=GUARD, check=False
    )
    return [shown.strip() for shown in ended.stdout.split("---")[:-1]]


def with_and_without_a_part(name: str) -> list[str]:
    """The form, and then the form without each of its words and signs."""
    program = form(name)
    parts = re.finditer(r"\w+|[^\w\s]", program)
    return [program, *(program[: part.start()] + program[part.end() :] for part in parts)]


def test_a_program_sees_the_variable_that_cmd_sets_and_no_part_can_be_spared(
    cmd: Mapping[str, str], tmp_path: Path
) -> None:
    # cmd's own `set` lists what a program that it starts inherits.
    forms = with_and_without_a_part("set-variable.cmd")
    shown = run_cmd(cmd, [f"{each}cmd /c set API_KEY\n" for each in forms], tmp_path)
    assert [each for each, its in zip(forms, shown, strict=True) if its == f"API_KEY={KEY}"] == forms[:1]


def test_cmd_hands_setx_the_name_and_the_key_and_no_part_can_be_spared(cmd: Mapping[str, str], tmp_path: Path) -> None:
    # wine's setx does nothing, so this one, which cmd finds first, shows what reaches it.
    (tmp_path / "setx.cmd").write_text("@echo [%1] [%2]\n", newline="\r\n")
    forms = with_and_without_a_part("persist-variable.cmd")
    called = [each.replace("setx", "call setx") for each in forms]
    with_key = run_cmd(cmd, [form("set-variable.cmd") + each for each in called], tmp_path)
    shown = list(zip(with_key, run_cmd(cmd, called, tmp_path), strict=True))
    assert [each for each, its in zip(forms, shown, strict=True) if its == (f'[API_KEY] ["{KEY}"]', "")] == forms[:1]


POWERSHELL = {
    "set-variable.ps1": '$env:API_KEY = "YOUR_API_KEY"\n',
    "read-variable.ps1": "$secret = Read-Host -AsSecureString\n"
    '$env:API_KEY = [Net.NetworkCredential]::new("", $secret).Password\n',
    "persist-variable.ps1": "if ($env:API_KEY) {\n"
    '  [Environment]::SetEnvironmentVariable("API_KEY", $env:API_KEY, "User")\n}\n',
}
"""The forms, word for word: they also hold where there is no PowerShell to run them."""

BEFORE = {
    "read-variable.ps1": "function Read-Host { param([switch]$AsSecureString) "
    f"ConvertTo-SecureString -String '{KEY}' -AsPlainText -Force }}\n",
    # The user's variables are the registry's, which other systems lack: there the call does nothing.
    "persist-variable.ps1": form("set-variable.ps1"),
}
HOW = "run by pwsh" if PWSH else "parsed, as there is no pwsh"


@pytest.mark.parametrize("name", POWERSHELL, ids=[f"{name}, {HOW}" for name in POWERSHELL])
def test_powershell_takes_the_form(name: str, tmp_path: Path) -> None:
    program = form(name)
    assert program == POWERSHELL[name].replace("YOUR_API_KEY", KEY)
    assert not Parser(Language(tree_sitter_powershell.language())).parse(program.encode()).root_node.has_error
    if PWSH:
        shown = "\n(Get-Item Env:API_KEY).Value | ConvertTo-Json"
        (tmp_path / "program.ps1").write_text(BEFORE.get(name, "") + program + shown, "utf-8")
        command = [PWSH, "-NoProfile", "-File", "program.ps1"]
        assert json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout) == KEY
