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
        return execute(command, {"API_KEY": "secret"}, place)


def run_beyond_its_limit(program: str, has_begun: Callable[[Workplace], object]) -> Ended:
    """How a program ended whose 90 seconds are over as soon as it has begun."""
    with workplace("program", program.encode()) as place:
        return execute(BASH, {"API_KEY": "secret"}, place, over_after=lambda _: lambda: bool(has_begun(place)))


def said(place: Workplace) -> bool:
    return (place.program.parent / "said").exists()


def test_status_and_both_streams_come_back() -> None:
    ended = run("echo out; echo err >&2; exit 3")
    assert ended == Ended(3, "out\n", "err\n")


def test_bytes_that_are_no_text_are_shown_escaped() -> None:
    assert run(r"printf 'a\xff'").output == r"a\xff"


def test_environment_is_what_is_listed_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHINES_OWN", "1")
    names = run("import os; print(*sorted(os.environ))", (sys.executable,)).output.split()
    assert names == ["API_KEY", "HOME", "LANG", "PATH", "TMPDIR"]


def test_program_cannot_be_given_another_home() -> None:
    with workplace("program", b"echo $HOME") as place:
        assert execute(BASH, {"HOME": "/root"}, place).output == f"{place.folder}/home\n"


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


def test_program_without_an_end_is_ended_at_the_limit() -> None:
    ended = run_beyond_its_limit("echo begun; touch said; sleep 300", said)
    assert (ended.status, ended.output, ended.trouble) == (None, "begun\n", hung(LIMIT))


def test_program_that_closed_its_output_is_ended_at_the_limit() -> None:
    ended = run_beyond_its_limit("exec >&- 2>&-; touch said; sleep 300", said)
    assert ended.trouble == hung(LIMIT)


@pytest.mark.parametrize(
    "escape",
    [
        "sleep {} & wait",
        "trap '' TERM INT HUP; sleep {} & while :; do wait; done",
        "setsid sleep {} & sleep 300",
        "(setsid sleep {} &) ; sleep 300",
        "env -i setsid sleep {} & sleep 300",
        "cd /; setsid -f sleep {}; sleep 300",
    ],
    ids=["child", "ignores signals", "new session", "orphan", "empty environment", "changed folder"],
)
def test_no_child_outlives_the_limit(escape: str) -> None:
    mark = f"300.{os.getpid()}"
    ended = run_beyond_its_limit(escape.format(mark), lambda _: living(f"sleep\0{mark}"))
    assert ended.trouble == hung(LIMIT)
    assert living(mark) == []


def test_process_that_outlives_its_program_is_ended_and_named() -> None:
    mark = f"301.{os.getpid()}"
    ended = run(
        f"setsid -f sleep {mark}; until grep -qsaP '^sleep\\x00{mark}' /proc/[0-9]*/cmdline; do :; done; echo done"
    )
    assert (ended.status, ended.output, ended.processes) == (0, "done\n", (f"sleep {mark}",))
    assert living(mark) == []


def test_flood_is_ended_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "FLOOD", 100_000)
    ended = run("yes")
    assert ended.trouble is not None
    assert ended.trouble.expected == "at most 100000 bytes of output"
    assert len(ended.output) < 300_000


def test_files_left_behind_are_named_and_removed() -> None:
    ended = run('echo a > a.txt; echo b > "$HOME/.b"; mkdir c; echo c > "$TMPDIR/c"; mktemp; pwd')
    *_, temporary, folder = ended.output.split()
    assert ended.files == ("home/.b", "tmp/c", f"tmp/{Path(temporary).name}", "work/a.txt")
    assert not Path(folder).parent.exists()
