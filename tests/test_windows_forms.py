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
from tree_sitter import Language, Node, Parser, Query, QueryCursor

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


def without_a_part(program: str) -> list[str]:
    """The program without each of its words and signs."""
    return [program[: part.start()] + program[part.end() :] for part in re.finditer(r"\w+|[^\w\s]", program)]


def test_a_program_sees_the_variable_that_cmd_sets_and_no_part_can_be_spared(
    cmd: Mapping[str, str], tmp_path: Path
) -> None:
    # cmd's own `set` lists what a program that it starts inherits.
    forms = [form("set-variable.cmd"), *without_a_part(form("set-variable.cmd"))]
    shown = run_cmd(cmd, [f"{each}cmd /c set API_KEY\n" for each in forms], tmp_path)
    assert [each for each, its in zip(forms, shown, strict=True) if its == f"API_KEY={KEY}"] == forms[:1]


def test_cmd_hands_setx_the_name_and_the_key_and_no_part_can_be_spared(cmd: Mapping[str, str], tmp_path: Path) -> None:
    # wine's setx does nothing, so this one, which cmd finds first, shows what reaches it.
    (tmp_path / "setx.cmd").write_text("@echo [%1] [%2]\n", newline="\r\n")
    forms = [form("persist-variable.cmd"), *without_a_part(form("persist-variable.cmd"))]
    called = [each.replace("setx", "call setx") for each in forms]
    with_key = run_cmd(cmd, [form("set-variable.cmd") + each for each in called], tmp_path)
    without = run_cmd(cmd, called, tmp_path)
    shown = list(zip(with_key, without, strict=True))
    assert [each for each, its in zip(forms, shown, strict=True) if its == (f'[API_KEY] ["{KEY}"]', "")] == forms[:1]


POWERSHELL = {
    "set-variable.ps1": [("$env:API_KEY", f'"{KEY}"')],
    "read-variable.ps1": [
        ("$secret", "Read-Host -AsSecureString"),
        ("$env:API_KEY", '[Net.NetworkCredential]::new("", $secret).Password'),
    ],
    "persist-variable.ps1": [
        (
            None,
            'if ($env:API_KEY) {\n  [Environment]::SetEnvironmentVariable("API_KEY", $env:API_KEY, "User")\n}',
        )
    ],
}
HOW = "run by pwsh" if PWSH else "parsed, as there is no pwsh"


@pytest.mark.parametrize("name", POWERSHELL, ids=[f"{name}, {HOW}" for name in POWERSHELL])
def test_powershell_takes_the_form(name: str, tmp_path: Path) -> None:
    if PWSH:
        program = {
            "set-variable.ps1": form("set-variable.ps1"),
            "read-variable.ps1": f"function Read-Host {{ param([switch]$AsSecureString) "
            f"ConvertTo-SecureString -String '{KEY}' -AsPlainText -Force }}\n" + form("read-variable.ps1"),
            # The user's variables are the registry's, which other systems lack: there the call does nothing.
            "persist-variable.ps1": form("set-variable.ps1") + form("persist-variable.ps1"),
        }[name]
        (tmp_path / "program.ps1").write_text(program + "\n(Get-Item Env:API_KEY).Value | ConvertTo-Json", "utf-8")
        ended = subprocess.run(
            [PWSH, "-NoProfile", "-File", "program.ps1"], cwd=tmp_path, capture_output=True, check=True
        )
        assert json.loads(ended.stdout) == KEY
    assert statements(form(name)) == POWERSHELL[name]


@pytest.mark.parametrize("name", POWERSHELL)
def test_no_part_of_a_form_for_powershell_can_be_spared(name: str) -> None:
    assert [each for each in without_a_part(form(name)) if statements(each) == POWERSHELL[name]] == []


def statements(program: str) -> list[tuple[str | None, str]]:
    """Each statement's variable that it assigns to, if any, and its value, as the grammar reads them.

    There are none in a program that has an error.
    """
    language = Language(tree_sitter_powershell.language())
    root = Parser(language).parse(program.encode()).root_node
    query = Query(
        language,
        "(assignment_expression (left_assignment_expression) @variable value: (_) @value)"
        " (program (statement_list [(pipeline (pipeline_chain) @value) (if_statement) @value]))",
    )
    found = [] if root.has_error else [captures for _, captures in QueryCursor(query).matches(root)]
    return [(_text(each.get("variable")), re.sub(r"\s+$", "", _text(each["value"]) or "")) for each in found]


def _text(nodes: list[Node] | None) -> str | None:
    return nodes[0].text.decode() if nodes and nodes[0].text else None
