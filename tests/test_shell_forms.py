"""The shell forms of the authentication page: each sets the variable as it says, and a program then sees it."""

import json
import os
import re
import shlex
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
from tests.harness.text import read_text
from tests.harness.waiting import GUARD

FOLDER = ROOT / "snippets/authentication"
KEY = SANDBOX_KEYS["read"]
SHELLS = [shell for shell in ("bash", "zsh", "dash") if shutil.which(shell)]
INTERACTIVE = [shell for shell in SHELLS if shell != "dash"]
SEE = f"{shlex.quote(sys.executable)} -c 'import os; print(os.environ[\"API_KEY\"])'"
WINE = shutil.which("wine")
PWSH = shutil.which("pwsh")


def form(name: str) -> str:
    """The text that a reader copies, with the key in the place of the placeholder."""
    return read_text(FOLDER / name).replace("YOUR_API_KEY", KEY)


def ended(shell: str, program: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """The run of a program in a shell without the machine's variables, in `folder`, which is its home too."""
    environment = {"PATH": os.defpath, "HOME": str(folder), **variables}
    return subprocess.run(
        [shell, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, timeout=GUARD, check=False
    )


def run(shell: str, program: str, folder: Path, **variables: str) -> str:
    """What the program prints, which succeeds and complains of nothing."""
    run = ended(shell, program, folder, **variables)
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout


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


START_UP = "if true; then\n  GREETING=hello\nfi"
LIVED_IN = {
    ".api_key": "OTHER='a b'",
    ".bashrc": START_UP,
    ".zshrc": START_UP,
    ".env": "OTHER='a b'\nAPI_KEY=old",
    ".gitignore": "node_modules",
}
"""What a reader's files may hold before a form changes them: none ends in a newline."""

PERSIST = {"bash": "persist-variable-bash.sh", "zsh": "persist-variable-zsh.sh"}
HARD_KEY = "'it's $(touch harm) `touch harm` \\"

in_homes = pytest.mark.parametrize("files", [{}, LIVED_IN], ids=["empty home", "lived-in home"])
in_shells = pytest.mark.parametrize("shell", INTERACTIVE)
with_options = pytest.mark.parametrize("options", ["", "set -o noclobber\n"], ids=["defaults", "noclobber"])


def settle(home: Path, files: Mapping[str, str]) -> None:
    """Writes the files of a home, which anybody may read; as managers of dotfiles do, by links where git allows it."""
    (home / "dotfiles").mkdir()
    for name, text in files.items():
        file = home / name if name == ".gitignore" else home / "dotfiles" / name
        file.write_text(text)
        file.chmod(0o644)
        if file.parent != home:
            (home / name).symlink_to(file)
    run("bash", "git init --quiet", home)


def changed(home: Path, files: Mapping[str, str]) -> list[str]:
    """The files that no longer begin with the lines that they held, or are no longer what their links lead to."""
    linked = {name: home / (name if name == ".gitignore" else f"dotfiles/{name}") for name in files}
    return [name for name, text in files.items() if not f"{linked[name].read_text()}\n".startswith(f"{text}\n")]


def assert_private(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600


@in_homes
@in_shells
@with_options
def test_a_new_terminal_sees_the_variable_that_was_kept(
    options: str, shell: str, files: Mapping[str, str], tmp_path: Path
) -> None:
    settle(tmp_path, files)
    for key in ("the-key-before", KEY):
        assert run(shell, options + form(PERSIST[shell]), tmp_path, API_KEY=key) == ""
    assert changed(tmp_path, files) == []
    assert_private(tmp_path / ".api_key")
    start_up = tmp_path / f".{shell}rc"
    assert start_up.read_text().count("api_key") == 1
    shown = run(shell, f". {start_up}; echo $GREETING $OTHER; {SEE}", tmp_path)
    assert shown == ("hello a b" if files else "") + f"\n{KEY}\n"


@in_homes
@in_shells
@with_options
def test_a_dotenv_file_is_private_ignored_by_git_and_loaded(
    options: str, shell: str, files: Mapping[str, str], tmp_path: Path
) -> None:
    settle(tmp_path, files)
    for key in ("the-key-before", KEY):
        assert run(shell, options + form("save-dotenv.sh"), tmp_path, API_KEY=key) == ""
    assert changed(tmp_path, files) == []
    assert_private(tmp_path / ".env")
    run(shell, "git check-ignore --quiet .env", tmp_path)
    assert (tmp_path / ".gitignore").read_text().split() == ([files[".gitignore"]] if files else []) + [".env"]
    shown = run(shell, form("load-dotenv.sh") + f"echo $OTHER; {SEE}", tmp_path)
    assert shown == ("a b" if files else "") + f"\n{KEY}\n"


@in_shells
def test_a_dotenv_file_is_ignored_once_where_there_is_no_repository(shell: str, tmp_path: Path) -> None:
    for _ in range(2):
        run(shell, form("save-dotenv.sh"), tmp_path, API_KEY=KEY)
    assert (tmp_path / ".gitignore").read_text().split() == [".env"]


@in_shells
def test_a_repository_that_ignores_the_dotenv_file_already_stays_as_it_is(shell: str, tmp_path: Path) -> None:
    ignored = ".env\nnode_modules\n"
    (tmp_path / ".gitignore").write_text(ignored)
    run(shell, f"git init --quiet && {form('save-dotenv.sh')}", tmp_path, API_KEY=KEY)
    assert (tmp_path / ".gitignore").read_text() == ignored


@in_shells
def test_a_folder_in_the_place_of_the_file_stays_as_it_is(shell: str, tmp_path: Path) -> None:
    for name, file in (("save-dotenv.sh", ".env"), (PERSIST[shell], ".api_key")):
        (tmp_path / file).mkdir(0o755)
        refused = ended(shell, form(name), tmp_path, API_KEY=KEY)
        assert refused.returncode != 0
        assert "is a directory" in refused.stderr.lower()
        assert (tmp_path / file).stat().st_mode & 0o777 == 0o755


@in_shells
def test_a_key_that_is_not_set_leaves_the_files_as_they_are(shell: str, tmp_path: Path) -> None:
    settle(tmp_path, LIVED_IN)
    for name in ("save-dotenv.sh", PERSIST[shell]):
        refused = ended(shell, form(name), tmp_path)
        assert refused.returncode != 0
        assert "API_KEY: is not set" in refused.stderr
    assert {file: (tmp_path / file).read_text() for file in (".env", ".api_key")}.items() <= LIVED_IN.items()


@in_shells
def test_a_key_that_a_shell_would_run_is_kept_as_it_is(shell: str, tmp_path: Path) -> None:
    loaded_by = {"save-dotenv.sh": form("load-dotenv.sh"), PERSIST[shell]: f". ~/.{shell}rc\n"}
    for name, load in loaded_by.items():
        run(shell, form(name), tmp_path, API_KEY=HARD_KEY)
        assert run(shell, load + SEE, tmp_path) == f"{HARD_KEY}\n"
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("last", ["OTHER=1", "false"])
def test_loading_a_dotenv_file_exports_nothing_that_comes_later(last: str, shell: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"API_KEY={KEY}\n{last}\n")
    later = "LATER=1\nsh -c 'echo \"<$LATER>\"'\n"
    assert run(shell, form("load-dotenv.sh") + later, tmp_path) == "<>\n"


def test_node_reads_the_dotenv_file_by_itself(tmp_path: Path) -> None:
    run(SHELLS[0], form("save-dotenv.sh"), tmp_path, API_KEY=KEY)
    (tmp_path / "first.mjs").write_text("console.log(process.env.API_KEY);")
    assert run(SHELLS[0], f"{shlex.quote(str(NODE))} --env-file=.env first.mjs", tmp_path) == f"{KEY}\n"


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


def _with_size(environment: Mapping[str, str]) -> "os._Environ[str]":
    """pexpect declares that it takes os.environ alone; any mapping will do."""
    return {**environment, "COLUMNS": "200"}  # type: ignore[return-value]
