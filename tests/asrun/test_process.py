import os
import sys
from pathlib import Path

import pytest

from asrun.examples import process
from asrun.examples.process import LIMIT, Ended, execute, hung, workplace
from tests.asrun.conftest import living

BASH = ("bash",)


def run(program: str, command: tuple[str, ...] = BASH, limit: float = LIMIT) -> Ended:
    with workplace("program", program.encode()) as place:
        return execute(command, {"API_KEY": "secret", "HOME": "/root"}, place, limit=limit)


def test_environment_is_what_is_listed_and_both_folders_are_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHINES_OWN", "1")
    script = "import os; e = os.environ; print(*e, *os.listdir(e['HOME']), *os.listdir(e['TMPDIR']), *os.listdir())"
    names = run(script, (sys.executable,)).output.split()
    assert sorted(names) == ["API_KEY", "HOME", "LANG", "PATH", "TMPDIR", "program"]


def test_standard_input_is_at_its_end_whatever_that_of_the_tests_is() -> None:
    reading, writing = os.pipe()
    own = os.dup(0)
    os.dup2(reading, 0)
    try:
        assert run(r"cat; printf 'out\xff'; exit 3") == Ended(3, r"out\xff", "")
    finally:
        os.dup2(own, 0)
        for descriptor in (reading, writing, own):
            os.close(descriptor)


def test_no_child_outlives_the_limit() -> None:
    mark = f"300.{os.getpid()}"
    ended = run(
        f"trap '' TERM INT HUP; (cd / && env -i setsid -f sleep {mark}); sleep {mark} & exec >&- 2>&-; wait; wait",
        limit=1,
    )
    assert (ended.status, ended.trouble) == (None, hung(1))
    assert living(mark) == []


def test_process_that_outlives_its_program_is_ended_and_named() -> None:
    mark = f"301.{os.getpid()}"
    started = f"until grep -qsaP '^sleep\\x00{mark}' /proc/[0-9]*/cmdline; do :; done"
    ended = run(f"(cd / && env -i setsid -f sleep {mark}); {started}; echo done")
    assert (ended.status, ended.output, ended.processes) == (0, "done\n", (f"sleep {mark}",))
    assert living(mark) == []


def test_flood_is_ended_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "FLOOD", 100_000)
    trouble = run("yes").trouble
    assert trouble is not None
    assert trouble.expected == "at most 100000 bytes of output"


def test_files_left_behind_are_named_and_removed() -> None:
    ended = run('echo a > a.txt; echo b > "$HOME/.b"; mkdir c; echo c > "$TMPDIR/c"; pwd')
    assert ended.files == ("home/.b", "tmp/c", "work/a.txt")
    assert not Path(ended.output.strip()).parent.exists()
