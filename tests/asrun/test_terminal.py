import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from asrun import plugin as fixtures
from asrun.examples.process import LIMIT, Ended, workplace
from asrun.examples.terminal import CLOSED, SHELLS, WAITING, paste, shells, untried
from tests.asrun.conftest import living
from tests.mock_api.shell import clients

each_shell = pytest.mark.parametrize("shell", shells())


def typed(shell: str, program: str, *, limit: float = LIMIT) -> Ended:
    with workplace("curl.sh", program.encode()) as place:
        return paste(shell, {"API_KEY": "secret"}, place, limit=limit)


def shown(ended: Ended) -> list[str]:
    assert not ended.trouble
    return [line for line in ended.output.splitlines() if line.startswith("shown")]


def test_every_shell_is_tried_or_named_and_one_is_tried() -> None:
    assert {*shells(), *untried()} == set(SHELLS)
    assert shells()


@pytest.mark.parametrize(
    ("shell", "answer", "tried"),
    [
        ("bash", "set enable-bracketed-paste on\n", True),
        ("bash", "set enable-bracketed-paste off\n", False),
        ("bash", "set editing-mode emacs\n", False),
        ("zsh", "\x1b[?2004h \x1b[?2004l\n", True),
        ("zsh", "\n", False),
    ],
)
def test_shell_that_does_not_tell_a_paste_from_typing_is_left_out(
    shell: str, answer: str, *, tried: bool, tmp_path: Path
) -> None:
    (tmp_path / shell).write_text(f"#!/bin/sh\nprintf '%s' '{answer}'\n")
    (tmp_path / shell).chmod(0o755)
    assert untried(str(tmp_path)).get(shell) == (None if tried else "does not tell a paste from typing")


def test_shell_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    assert untried(str(tmp_path)) == dict.fromkeys(SHELLS, "is not on this machine")


@each_shell
def test_commands_of_many_lines_run_as_pasted(shell: str) -> None:
    ended = typed(shell, """printf 'shown %s\\n' \\\n  one '{\n  "two": 2\n}'\nprintf 'shown %s\\n' "$API_KEY"\n""")
    assert shown(ended) == ["shown one", "shown {", "shown secret"]


@each_shell
def test_program_has_a_terminal_on_every_stream(shell: str) -> None:
    assert shown(typed(shell, "test -t 0 && test -t 1 && test -t 2 && echo shown\n")) == ["shown"]


@each_shell
def test_environment_holds_nothing_of_the_machine(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHINES_OWN", "1")
    assert shown(typed(shell, "echo shown $API_KEY $MACHINES_OWN\n")) == ["shown secret"]


@each_shell
def test_shell_is_interactive_with_job_control(shell: str) -> None:
    assert shown(typed(shell, "case $- in *i*) echo shown i;; esac; case $- in *m*) echo shown m;; esac\n")) == [
        "shown i",
        "shown m",
    ]


@each_shell
def test_history_expands_in_double_quotes(shell: str) -> None:
    assert "event not found" in typed(shell, 'echo "shown!now"\n').output


@each_shell
def test_history_stays_as_it_is_in_single_quotes(shell: str) -> None:
    assert shown(typed(shell, "printf '%s\\n' 'shown!now'\n")) == ["shown!now"]


@each_shell
@pytest.mark.parametrize("program", ["exit\n", "exec true\n", "set -e\nfalse\n", "set -e\ntrue\n"])
def test_program_that_closes_the_terminal_is_named(shell: str, program: str) -> None:
    assert typed(shell, program).trouble == CLOSED


@each_shell
@pytest.mark.parametrize("program", ["echo 'a\n", "echo a \\\n", "if true; then\n"], ids=["quote", "backslash", "if"])
def test_program_that_is_not_whole_is_named(shell: str, program: str) -> None:
    assert typed(shell, program).trouble == WAITING


@each_shell
def test_failed_command_leaves_the_terminal_open(shell: str) -> None:
    ended = typed(shell, 'echo "${UNSET:?shown}"\nfalse\n')
    assert not ended.trouble
    assert "UNSET: shown" in ended.output


@each_shell
@pytest.mark.parametrize("program", ["setsid -f sleep {}\n", "setsid sleep {} &\n"])
def test_no_process_outlives_the_terminal(shell: str, program: str) -> None:
    mark = f"303.{os.getpid()}"
    assert not typed(shell, program.replace("{}", mark)).trouble
    assert living(mark) == []


@each_shell
def test_command_without_an_end_is_ended_at_the_limit(shell: str) -> None:
    ended = typed(shell, "sleep 300\n", limit=1)
    assert ended.status is None
    assert ended.trouble is not None
    assert ended.trouble.expected == "an end within 1 s"


@pytest.mark.parametrize(
    ("test", "sandbox"),
    [
        ("tests/test_examples.py::test_example[a]", []),
        (
            "tests/mock_api/shell/test_clients.py::test_a",
            ["the sandbox's shell with Ruby, which is not on this machine"],
        ),
    ],
)
def test_report_names_what_its_tests_have_not_tried(
    test: str, sandbox: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    reporter: Any = SimpleNamespace(write_line=lines.append, stats={"passed": [SimpleNamespace(nodeid=test)]})
    monkeypatch.setattr(fixtures, "untried", lambda: {"zsh": "is not on this machine"})
    monkeypatch.setattr(clients, "untried", lambda: ["Ruby"])
    fixtures.pytest_terminal_summary(reporter)
    assert lines == [f"Not tried: {what}." for what in ("pastes into zsh, which is not on this machine", *sandbox)]
