"""The shell forms of the authentication page: each sets the variable as it says, and a program then sees it."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from asrun import ROOT
from asrun.examples.languages import NODE
from asrun.examples.waiting import GUARD
from asrun.text import read_text
from mock_api.sandbox import SANDBOX_KEYS

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
    outside = {"GIT_CEILING_DIRECTORIES": str(folder.parent)}  # the temporary folder may be within a repository
    environment = {"PATH": os.defpath, "HOME": str(folder), **outside, **variables}
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


def state(home: Path) -> dict[str, tuple[int, bytes]]:
    """The mode and the content of each file, without git's own."""
    files = [path for path in home.rglob("*") if path.is_file() and ".git" not in path.parts]
    return {str(path.relative_to(home)): (path.stat().st_mode, path.read_bytes()) for path in files}


@in_homes
@in_shells
def test_a_key_that_is_not_set_changes_no_file(shell: str, files: Mapping[str, str], tmp_path: Path) -> None:
    settle(tmp_path, files)
    before = state(tmp_path)
    for name in ("save-dotenv.sh", PERSIST[shell]):
        refused = ended(shell, form(name), tmp_path, API_KEY="")
        assert refused.returncode != 0
        assert "API_KEY: is not set" in refused.stderr
    assert state(tmp_path) == before


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


def _with_size(environment: Mapping[str, str]) -> "os._Environ[str]":
    """pexpect declares that it takes os.environ alone; any mapping will do."""
    return {**environment, "COLUMNS": "200"}  # type: ignore[return-value]
