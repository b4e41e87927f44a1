"""The shell forms of the authentication page: each sets the variable as it says, and a program then sees it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pexpect
import pytest
import tree_sitter_powershell
from tree_sitter import Language, Node, Parser, Query, QueryCursor

from mock_api.sandbox import SANDBOX_KEYS
from tests.harness import ROOT
from tests.harness.languages import NODE
from tests.harness.waiting import GUARD

FOLDER = ROOT / "snippets/authentication"
KEY = SANDBOX_KEYS["read"]
SHELLS = [shell for shell in ("bash", "zsh", "dash") if shutil.which(shell)]
INTERACTIVE = [shell for shell in SHELLS if shell != "dash"]
SEE = f"'{sys.executable}' -c 'import os; print(os.environ[\"API_KEY\"])'"
WINE = shutil.which("wine")
PWSH = shutil.which("pwsh")


def form(name: str) -> str:
    """The text that a reader copies, with the key in the place of the placeholder."""
    return (FOLDER / name).read_text("utf-8").replace("YOUR_API_KEY", KEY)


def run(shell: str, program: str, folder: Path, **variables: str) -> str:
    """What the program prints in a shell without the machine's variables, in `folder`, which is its home too."""
    environment = {"PATH": os.defpath, "HOME": str(folder), **variables}
    ended = subprocess.run(
        [shell, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, timeout=GUARD, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def test_every_shell_form_has_a_test() -> None:
    names = {path.name for path in ROOT.glob("snippets/*/*") if path.suffix in {".sh", ".cmd", ".ps1"}}
    source = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/*.py"))
    assert {name for name in names if f'"{name}"' not in source} == set()


@pytest.mark.parametrize("shell", SHELLS)
def test_a_program_sees_the_variable_that_the_shell_sets(shell: str, tmp_path: Path) -> None:
    assert run(shell, form("set-variable.sh") + SEE, tmp_path) == f"{KEY}\n"


@pytest.mark.parametrize("shell", INTERACTIVE)
def test_reading_the_key_shows_nothing_of_it(shell: str, tmp_path: Path) -> None:
    bare = {"bash": ["--norc", "--noprofile"], "zsh": ["-f"]}[shell]
    environment = {"PATH": os.defpath, "HOME": str(tmp_path), "PS1": "<ready>", "TERM": "dumb"}
    with pexpect.spawn(shell, [*bare, "-i"], env=_with_size(environment), encoding="utf-8", timeout=GUARD) as terminal:
        terminal.expect_exact("<ready>")
        terminal.sendline(
            form("read-variable.sh").rstrip("\n") + " && echo the key has $(sh -c 'echo ${#API_KEY}') characters"
        )
        terminal.waitnoecho()
        terminal.sendline(KEY)
        terminal.expect_exact(f"the key has {len(KEY)} characters")
        assert KEY not in terminal.before


@pytest.mark.parametrize("shell", INTERACTIVE)
def test_a_new_terminal_sees_the_variable_that_was_kept(shell: str, tmp_path: Path) -> None:
    name = {"bash": "persist-variable-bash.sh", "zsh": "persist-variable-zsh.sh"}[shell]
    run(shell, form(name), tmp_path, API_KEY=KEY)
    assert (tmp_path / ".api_key").stat().st_mode & 0o777 == 0o600
    profile = {"bash": "~/.bashrc", "zsh": "~/.zshrc"}[shell]
    assert run(shell, f". {profile}; {SEE}", tmp_path) == f"{KEY}\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_dotenv_file_is_private_ignored_by_git_and_loaded(shell: str, tmp_path: Path) -> None:
    run(shell, form("save-dotenv.sh"), tmp_path, API_KEY=KEY)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "check-ignore", "--quiet", ".env"], cwd=tmp_path, check=True)
    assert run(shell, form("load-dotenv.sh") + SEE, tmp_path) == f"{KEY}\n"
    later = "LATER=1\nsh -c 'echo \"<$LATER>\"'\n"
    assert run(shell, form("load-dotenv.sh") + later, tmp_path) == "<>\n"


def test_node_reads_the_dotenv_file_by_itself(tmp_path: Path) -> None:
    run(SHELLS[0], form("save-dotenv.sh"), tmp_path, API_KEY=KEY)
    (tmp_path / "first.mjs").write_text("console.log(process.env.API_KEY);")
    assert run(SHELLS[0], f"'{NODE}' --env-file=.env first.mjs", tmp_path) == f"{KEY}\n"


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
    shown = run_cmd(cmd, [f"{form('set-variable.cmd')}call {each}" for each in forms], tmp_path)
    assert [each for each, its in zip(forms, shown, strict=True) if its == f'[API_KEY] ["{KEY}"]'] == forms[:1]


POWERSHELL = {
    "set-variable.ps1": [("$env:API_KEY", f'"{KEY}"')],
    "read-variable.ps1": [
        ("$secret", "Read-Host -AsSecureString"),
        ("$env:API_KEY", '[Net.NetworkCredential]::new("", $secret).Password'),
    ],
    "persist-variable.ps1": [(None, '[Environment]::SetEnvironmentVariable("API_KEY", $env:API_KEY, "User")')],
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
        " (program (statement_list (pipeline (pipeline_chain) @value)))",
    )
    found = [] if root.has_error else [captures for _, captures in QueryCursor(query).matches(root)]
    return [(_text(each.get("variable")), re.sub(r"\s+$", "", _text(each["value"]) or "")) for each in found]


def _text(nodes: list[Node] | None) -> str | None:
    return nodes[0].text.decode() if nodes and nodes[0].text else None


def _with_size(environment: Mapping[str, str]) -> "os._Environ[str]":
    """pexpect declares that it takes os.environ alone; any mapping will do."""
    return {**environment, "COLUMNS": "200"}  # type: ignore[return-value]
