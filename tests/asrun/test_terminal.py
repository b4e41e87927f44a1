import os
from pathlib import Path

import pytest

from asrun.examples.process import LIMIT, Ended, Trouble, hung, workplace
from asrun.examples.terminal import CLOSED, SHELLS, WAITING, paste, shells, untried
from tests.asrun.conftest import living

each_shell = pytest.mark.parametrize("shell", shells())


def typed(shell: str, program: str, *, limit: float = LIMIT) -> Ended:
    with workplace("curl.sh", program.encode()) as place:
        return paste(SHELLS[shell], {"API_KEY": "secret"}, place, limit=limit)


@each_shell
@pytest.mark.parametrize(
    ("program", "shown"),
    [
        ("for o in i m; do case $- in *$o*) echo shown $o;; esac; done\n", ["shown i", "shown m"]),
        ("printf '%s\\n' 'shown!now'\n", ["shown!now"]),
        ('echo "shown!now"\n', []),
    ],
    ids=["job control", "single quotes", "history"],
)
def test_program_runs_as_pasted(shell: str, program: str, shown: list[str]) -> None:
    ended = typed(shell, program)
    assert not ended.trouble
    assert [line for line in ended.output.splitlines() if line.startswith("shown")] == shown
    assert shown or "event not found" in ended.output


@each_shell
@pytest.mark.parametrize(
    ("program", "trouble"),
    [
        ("exit\n", CLOSED),
        ("set -e\ntrue\n", CLOSED),
        ("echo 'a\n", WAITING),
        ("echo a \\\n", WAITING),
        ("sleep 300\n", hung(1)),
    ],
)
def test_program_that_closes_or_holds_the_terminal_is_named(shell: str, program: str, trouble: Trouble) -> None:
    ended = typed(shell, program, limit=1 if trouble == hung(1) else LIMIT)
    assert (ended.status, ended.trouble) == (None, trouble)


@each_shell
def test_no_process_outlives_the_terminal(shell: str) -> None:
    mark = f"303.{os.getpid()}"
    assert not typed(shell, f"setsid sleep {mark} &\n").trouble
    assert living(mark) == []


def test_shell_is_left_out_that_does_not_tell_a_paste_from_typing(tmp_path: Path) -> None:
    (tmp_path / "bash").write_text("#!/bin/sh\necho 'set enable-bracketed-paste off'\n")
    (tmp_path / "bash").chmod(0o755)
    assert untried(str(tmp_path)) == {"zsh": "is not on this machine", "bash": "does not tell a paste from typing"}
