"""The shell forms of the pages about the key: each sets the variable as it says, and a program then sees it."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from asrun import ROOT
from asrun.examples.forms import Form, forms
from asrun.examples.languages import NODE
from asrun.examples.waiting import GUARD
from asrun.text import read_text
from mock_api.sandbox import SANDBOX_KEYS

KEY = SANDBOX_KEYS["read"]
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
    source = "".join(path.read_text("utf-8") for path in ROOT.glob("tests/*.py")) + read_text(ROOT / "asrun.toml")
    assert {name for name in names if f'{name}"' not in source} == set()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.says("A variable of one window doesn't exist in another, and programs can't see it without `export`.")
def test_a_program_sees_the_variable_that_the_shell_sets(shell: str, tmp_path: Path) -> None:
    assert run(shell, form("set-variable.sh") + SEE, tmp_path) == f"{KEY}\n"


@pytest.mark.parametrize("shell", INTERACTIVE)
@pytest.mark.says(
    "Your shell saves the commands. These ask for the key instead, and don't show it while you paste the key.",
    "On Linux or macOS, enter it without displaying it, so it isn't saved in your shell history.",
)
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


@pytest.mark.parametrize("its", [its for its in forms() if its.shells[0] in SHELLS], ids=lambda its: str(its.name))
def test_form_writes_nothing_without_a_key_or_where_a_folder_is_in_the_way(its: Form, tmp_path: Path) -> None:
    for key, reason in (("", "api_key: is not set"), (KEY, "is a directory")):
        refused = ended(its.shells[0], read_text(ROOT / "snippets" / its.name), tmp_path, API_KEY=key)
        assert (refused.returncode != 0, reason in refused.stderr.lower()) == (True, True)
        assert [path.name for path in tmp_path.iterdir() if path.is_file() and path.stat().st_size] == []
        (tmp_path / its.private[0].removeprefix("~/")).mkdir(exist_ok=True)


def test_key_is_not_saved_where_git_would_not_ignore_it(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").symlink_to("linked")
    refused = ended(SHELLS[0], form("save-dotenv.sh"), tmp_path, API_KEY=KEY)
    assert refused.stderr == "git doesn't read a .gitignore that's a link\n"
    assert [path.name for path in tmp_path.iterdir()] == [".gitignore"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("last", ["OTHER=1", "false"])
def test_loading_a_dotenv_file_exports_nothing_that_comes_later(last: str, shell: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"API_KEY={KEY}\n{last}\n")
    later = "LATER=1\nsh -c 'echo \"<$LATER>\"'\n"
    assert run(shell, form("load-dotenv.sh") + later, tmp_path) == "<>\n"


@pytest.mark.says("Node.js reads it without a shell, on Windows too: `node --env-file=.env first.mjs`.")
def test_node_reads_the_dotenv_file_by_itself(tmp_path: Path) -> None:
    run(SHELLS[0], form("save-dotenv.sh"), tmp_path, API_KEY=KEY)
    (tmp_path / "first.mjs").write_text("console.log(process.env.API_KEY);")
    assert run(SHELLS[0], f"{shlex.quote(str(NODE))} --env-file=.env first.mjs", tmp_path) == f"{KEY}\n"
