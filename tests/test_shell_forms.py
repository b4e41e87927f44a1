"""The shell forms of the pages about the key: each sets the variable as it says, and a program then sees it."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pexpect
import pytest

from asrun import ROOT
from asrun.examples.languages import NODE
from asrun.examples.waiting import GUARD
from asrun.text import read_text
from mock_api.sandbox import SANDBOX_KEYS

KEY = SANDBOX_KEYS["read"]
HARD_KEY = "'it's $(touch harm) `touch harm` \\"
SHELLS = [shell for shell in ("bash", "zsh", "dash") if shutil.which(shell)]
INTERACTIVE = [shell for shell in SHELLS if shell != "dash"]
SEE = f"{shlex.quote(sys.executable)} -c 'import os; print(os.environ[\"API_KEY\"])'"


def form(name: str) -> str:
    (path,) = ROOT.glob(f"snippets/*/{name}")
    return read_text(path).replace("YOUR_API_KEY", KEY)


def ended(shell: str, program: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    outside = {"GIT_CEILING_DIRECTORIES": str(folder.parent)}  # the temporary folder may be within a repository
    environment = {"PATH": os.defpath, "HOME": str(folder), **outside, **variables}
    return subprocess.run(
        [shell, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, timeout=GUARD, check=False
    )


def run(shell: str, program: str, folder: Path, **variables: str) -> str:
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
    environment = {"PATH": os.defpath, "HOME": str(tmp_path), "PS1": "<ready>", "TERM": "dumb", "COLUMNS": "200"}
    # pexpect declares that it takes os.environ alone; any mapping will do.
    options: dict[str, Any] = {"env": environment, "encoding": "utf-8", "timeout": GUARD}
    with pexpect.spawn(shell, [*bare, "-i"], **options) as terminal:
        terminal.expect_exact("<ready>")
        count = " && echo the key has $(sh -c 'echo ${#API_KEY}') characters"
        terminal.sendline(form("read-variable.sh").rstrip("\n") + count)
        terminal.waitnoecho()
        terminal.sendline(KEY)
        terminal.expect_exact(f"the key has {len(KEY)} characters")
        assert KEY not in terminal.before


START_UP = "if true; then\n  GREETING=hello\nfi"
FILES = {
    ".api_key": "OTHER='a b'",
    ".bashrc": START_UP,
    ".zshrc": START_UP,
    ".env": "OTHER='a b'\nAPI_KEY=old",
    ".gitignore": "node_modules",
}
"""What a reader's files may hold before a form changes them: none ends in a newline."""


@dataclass(frozen=True)
class Home:
    """What is there before a form is pasted: files, options of the shell, a repository."""

    files: Mapping[str, str] = field(default_factory=dict)
    options: str = ""
    repository: bool = True


HOMES = {
    "empty home": Home(),
    "lived-in home": Home(FILES),
    "noclobber": Home(FILES, options="set -o noclobber\n"),
    "no repository": Home(repository=False),
    "ignored already": Home({".gitignore": ".env\nnode_modules\n"}),
}
FORMS = {"save-dotenv.sh": ".env", "persist-variable-bash.sh": ".api_key", "persist-variable-zsh.sh": ".api_key"}

CASES = [
    (shell, name)
    for name in FORMS
    for shell in INTERACTIVE
    if name in ("save-dotenv.sh", f"persist-variable-{shell}.sh")
]

each_form = pytest.mark.parametrize(("shell", "name"), CASES)
each_home = pytest.mark.parametrize("home", HOMES.values(), ids=HOMES)


def settle(folder: Path, home: Home) -> dict[Path, str]:
    (folder / "dotfiles").mkdir()
    files = {folder / (name if name == ".gitignore" else f"dotfiles/{name}"): text for name, text in home.files.items()}
    for file, text in files.items():
        file.write_text(text)
        file.chmod(0o644)
        if file.parent != folder:
            (folder / file.name).symlink_to(file)
    if home.repository:
        run("bash", "git init --quiet", folder)
    return files


@each_home
@each_form
def test_a_key_that_is_kept_is_private_and_loaded_as_it_is_and_files_are_only_appended_to(
    shell: str, name: str, home: Home, tmp_path: Path
) -> None:
    files = settle(tmp_path, home)
    for key in ("the-key-before", HARD_KEY):
        assert run(shell, home.options + form(name), tmp_path, API_KEY=key) == ""
    # The files still begin with their lines, and are still what their links lead to.
    assert [file for file, text in files.items() if not f"{file.read_text()}\n".startswith(f"{text}\n")] == []
    assert (tmp_path / FORMS[name]).stat().st_mode & 0o777 == 0o600
    start_up = tmp_path / f".{shell}rc"
    if name == "save-dotenv.sh":
        load, ignored = form("load-dotenv.sh"), (tmp_path / ".gitignore").read_text().split()
        assert ignored == list(dict.fromkeys([*home.files.get(".gitignore", "").split(), ".env"]))
        if home.repository:
            run(shell, "git check-ignore --quiet .env", tmp_path)
    else:
        load = f". {start_up}; echo $GREETING\n"
        assert start_up.read_text().count("api_key") == 1
    shown = run(shell, f"{load}echo $OTHER\n{SEE}", tmp_path).split("\n")
    lived_in = start_up.name in home.files
    assert shown[-3:] == ["a b" if lived_in else "", HARD_KEY, ""]
    assert shown[:-3] in ([], ["hello" if lived_in else ""])
    assert not (tmp_path / "harm").exists()


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    paths = [path for path in folder.rglob("*") if ".git" not in path.parts]
    return {path.name: (path.stat().st_mode, path.read_bytes() if path.is_file() else b"") for path in paths}


@each_form
def test_a_key_that_is_not_set_or_a_folder_in_the_place_of_the_file_changes_none(
    shell: str, name: str, tmp_path: Path
) -> None:
    for home, key, reason in (("lived-in home", "", "api_key: is not set"), ("empty home", KEY, "is a directory")):
        folder = tmp_path / home
        folder.mkdir()
        settle(folder, HOMES[home])
        if key:
            (folder / FORMS[name]).mkdir(0o755)
        before = state(folder)
        refused = ended(shell, form(name), folder, API_KEY=key)
        assert refused.returncode != 0
        assert reason in refused.stderr.lower()
        after = state(folder)
        assert {file: after.get(file) for file in (before if key else after)} == before


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
