import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from asrun.examples import process
from asrun.examples.process import LIMIT, Ended, Workplace, execute, hung, workplace
from tests.asrun.conftest import living

BASH = ("bash",)


def run(program: str, command: tuple[str, ...] = BASH) -> Ended:
    with workplace("program", program.encode()) as place:
        return execute(command, {"API_KEY": "secret", "HOME": "/root"}, place)


def run_beyond_its_limit(program: str, has_begun: Callable[[Workplace], object]) -> Ended:
    """How a program ended whose 90 seconds are over as soon as it has begun."""
    with workplace("program", program.encode()) as place:
        return execute(BASH, {}, place, over_after=lambda _: lambda: bool(has_begun(place)))


def test_status_and_both_streams_come_back() -> None:
    assert run(r"printf 'out\xff'; echo err >&2; exit 3") == Ended(3, r"out\xff", "err\n")


def test_environment_is_what_is_listed_with_a_home_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHINES_OWN", "1")
    printed = run("import os; print(os.environ['HOME'], *sorted(os.environ))", (sys.executable,)).output.split()
    assert printed[0] != "/root"
    assert printed[1:] == ["API_KEY", "HOME", "LANG", "PATH", "TMPDIR"]


def test_home_and_temporary_folder_are_empty_and_the_program_is_alone() -> None:
    assert run('ls -A "$HOME" "$TMPDIR" | grep -v : ; ls -A').output.split() == ["program"]


def test_standard_input_is_at_its_end_whatever_that_of_the_tests_is() -> None:
    reading, writing = os.pipe()
    own = os.dup(0)
    os.dup2(reading, 0)
    try:
        assert run("cat; echo over").output == "over\n"
    finally:
        os.dup2(own, 0)
        for descriptor in (reading, writing, own):
            os.close(descriptor)


@pytest.mark.parametrize(
    "program", ["echo begun; touch said; sleep 300", "echo begun; exec >&- 2>&-; touch said; sleep 300"]
)
def test_program_without_an_end_is_ended_at_the_limit(program: str) -> None:
    ended = run_beyond_its_limit(program, lambda place: (place.program.parent / "said").exists())
    assert (ended.status, ended.output, ended.trouble) == (None, "begun\n", hung(LIMIT))


@pytest.mark.parametrize(
    "escape",
    [
        "trap '' TERM INT HUP; sleep {} & while :; do wait; done",
        "(setsid sleep {} &) ; sleep 300",
        "env -i setsid sleep {} & sleep 300",
        "cd /; setsid -f sleep {}; sleep 300",
    ],
    ids=["ignores signals", "orphan in a new session", "empty environment", "changed folder"],
)
def test_no_child_outlives_the_limit(escape: str) -> None:
    mark = f"300.{os.getpid()}"
    ended = run_beyond_its_limit(escape.format(mark), lambda _: living(f"sleep\0{mark}"))
    assert ended.trouble == hung(LIMIT)
    assert living(mark) == []


def test_process_that_outlives_its_program_is_ended_and_named() -> None:
    mark = f"301.{os.getpid()}"
    started = f"until grep -qsaP '^sleep\\x00{mark}' /proc/[0-9]*/cmdline; do :; done"
    ended = run(f"setsid -f sleep {mark}; {started}; echo done")
    assert (ended.status, ended.output, ended.processes) == (0, "done\n", (f"sleep {mark}",))
    assert living(mark) == []


def test_flood_is_ended_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "FLOOD", 100_000)
    ended = run("yes")
    assert ended.trouble is not None
    assert ended.trouble.expected == "at most 100000 bytes of output"
    assert len(ended.output) < 300_000


def test_files_left_behind_are_named_and_removed() -> None:
    ended = run('echo a > a.txt; echo b > "$HOME/.b"; mkdir c; echo c > "$TMPDIR/c"; pwd')
    assert ended.files == ("home/.b", "tmp/c", "work/a.txt")
    assert not Path(ended.output.strip()).parent.exists()
