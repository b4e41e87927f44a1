"""`make sandbox` in a real terminal: what the user sees and keeps, and what is left when the shell is left."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pytest
from pexpect.fdpexpect import fdspawn

from asrun import ROOT
from asrun.examples.process import PATH
from asrun.examples.session import on_terminal
from asrun.examples.waiting import until
from asrun.transport.signals import ENDS, end_at_first_signal
from mock_api.sandbox import SANDBOX_KEYS
from mock_api.shell import __main__ as shell_command
from mock_api.shell.environment import Environment
from mock_api.shell.shells import SHELLS

FOUND = [shell for shell in SHELLS if shutil.which(shell, path=PATH)]
COMMAND = [sys.executable, "-m", "mock_api.shell"]
PROMPT = "(sandbox) "
CTRL_C, CTRL_D = "\x03", "\x04"
LEAVE: Mapping[str, str] = {"bash": "exit\n", "zsh": CTRL_D, "fish": CTRL_D}
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[()=>][A-Z0-9]?)|\r")
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "bash": {".bashrc": "export API_KEY=own OWN=kept PATH=/own:$PATH; HISTFILE=~/.bash_history; PS1='$ '\n"},
    "zsh": {
        ".zshenv": "export OWN=kept\n",
        ".zshrc": "export API_KEY=own PATH=/own:$PATH; HISTFILE=$HOME/.zsh_history SAVEHIST=9 PROMPT='$ '\n",
    },
    "fish": {
        ".config/fish/config.fish": "set -gx API_KEY own; set -gx OWN kept; set -gx PATH /own $PATH\n"
        "function fish_prompt; echo '$ '; end\n",
        ".local/share/fish/generated_completions/none.fish": "",
    },
}
"""What users have in their homes. fish makes completions where it finds none, for half a minute."""


@dataclass(frozen=True)
class Session:
    """A session's screen, in which each command's output stands by the command, and what it left."""

    said: Mapping[str, str]
    status: int | None
    files: tuple[Mapping[str, bytes], Mapping[str, bytes]]
    temporary: tuple[str, ...]
    processes: tuple[str, ...]


COMMANDS = {
    "ask": "curl --silent https://api.example.com/v1/me --oauth2-bearer $API_KEY",
    "fail": "curl --silent https://api.example.com/v1/nothing",
    "variables": "env | grep -E '^(API_KEY|MAKEFLAGS|OWN|PATH|VERBOSE|ZDOTDIR)='",
    "import": "python -c 'import httpx, requests; print(httpx.__name__)'",
    "node": "node --version",
    "outside": "curl --silent --output /dev/null --write-out '%{http_code}' $OUTSIDE",
}


def environment(shell: str, folder: Path) -> dict[str, str]:
    """That of a user whose home is in `folder`."""
    kept = {name: value for name, value in os.environ.items() if name in ("CURL_CA_BUNDLE", "PYTHONPATH")}
    home, temporary = str(folder / "home"), str(folder / "tmp")
    terminal = {"TERM": "xterm", "LANG": "C.UTF-8", "SHELL": shutil.which(shell, path=PATH) or shell}
    return {**kept, **terminal, "PATH": PATH, "HOME": home, "TMPDIR": temporary}


@contextmanager
def opened(
    shell: str, folder: Path, command: Sequence[str] = COMMAND, **variables: str
) -> Iterator[tuple["subprocess.Popen[bytes]", "fdspawn[str]"]]:
    for name, text in SETTINGS.get(shell, {}).items():
        file = folder / "home" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "tmp").mkdir()
    with on_terminal(command, environment(shell, folder) | variables, ROOT) as (process, screen):
        yield process, screen


def ready(screen: "fdspawn[str]") -> str:
    """What is on the screen until the shell asks for more."""
    screen.expect_exact(PROMPT)
    return ESCAPES.sub("", screen.before or "")


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def marked(folder: Path) -> tuple[str, ...]:
    """The processes in whose environment `folder` is."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(folder) in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it has ended, or is another user's
    return tuple(found)


def child(process: int) -> int:
    return int(Path(f"/proc/{process}/task/{process}/children").read_text("utf-8"))


def hold(shell: str, folder: Path, outside: str) -> Session:
    """A session from its first prompt to `exit`."""
    with opened(shell, folder, OUTSIDE=outside, MAKEFLAGS=" -- VERBOSE=1", VERBOSE="1") as (process, screen):
        said = {"welcome": ready(screen)}
        before = files(folder / "home")
        for name, command in COMMANDS.items():
            screen.sendline(command)
            said[name] = ready(screen)
        screen.sendline("sleep 60")
        until(lambda: [command for command in marked(folder) if command.startswith("sleep 60")])
        screen.send(CTRL_C)
        said["interrupted"] = ready(screen)
        screen.send(LEAVE[shell])
        screen.expect(pexpect.EOF)
    after = files(folder / "home")
    return Session(said, process.returncode, (before, after), tuple(files(folder / "tmp")), marked(folder))


@pytest.fixture(scope="module")
def sessions(outside: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Future[Session]]]:
    """All at the same time, as each of them mostly waits."""
    with ThreadPoolExecutor(len(FOUND)) as pool:
        yield {shell: pool.submit(hold, shell, tmp_path_factory.mktemp(shell), outside) for shell in FOUND}


@pytest.fixture(params=FOUND)
def session(request: pytest.FixtureRequest, sessions: Mapping[str, Future[Session]]) -> Session:
    return sessions[request.param].result()


def test_welcome_says_where_one_is(session: Session) -> None:
    assert "https://api.example.com is the mock of the API, and API_KEY is its admin key." in session.said["welcome"]


def test_exchange_is_shown_as_it_happens(session: Session) -> None:
    line, _, answer = session.said["ask"].partition("sandbox: GET /v1/me 200\n")
    assert "success" not in line
    assert '"name": "Sandbox: admin"' in answer
    assert "sandbox: GET /v1/nothing 404 NOT_FOUND\n" in session.said["fail"]


def test_own_settings_are_read_and_the_sandboxs_come_after(session: Session) -> None:
    variables = dict(re.findall(r"^(\w+)=(.*)$", session.said["variables"], re.MULTILINE))
    assert (variables["OWN"], variables["API_KEY"]) == ("kept", SANDBOX_KEYS["admin"])
    assert "/own" in variables["PATH"].split(":")
    assert variables.keys() == {"OWN", "API_KEY", "PATH"}


def test_python_has_httpx_and_node_is_there(session: Session) -> None:
    assert "httpx" in session.said["import"].splitlines()
    assert re.search(r"^v24\.", session.said["node"], re.MULTILINE)


def test_other_host_is_reached_as_usual(session: Session) -> None:
    assert re.search(r"^418", session.said["outside"], re.MULTILINE)


def test_ctrl_c_ends_the_command_alone(session: Session) -> None:
    assert "sleep 60" in session.said["interrupted"]
    assert session.status == 0


def test_exit_leaves_nothing_behind(session: Session) -> None:
    before, after = session.files
    assert after == before
    assert session.temporary == ()
    assert session.processes == ()


@pytest.mark.parametrize("shell", ["bash", "dash"])
@pytest.mark.parametrize("signals", [(signal.SIGHUP,), (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM)])
def test_terminal_that_closes_ends_all(shell: str, signals: tuple[signal.Signals, ...], tmp_path: Path) -> None:
    with opened(shell, tmp_path) as (process, screen):
        screen.expect([re.escape(PROMPT), "to stop the mock"])
        assert marked(tmp_path)
        for each in signals:
            process.send_signal(each)
        screen.expect(pexpect.EOF)
    assert (files(tmp_path / "tmp"), marked(tmp_path)) == ({}, ())


def test_signal_that_arrives_while_the_shell_is_started_ends_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started = []

    def start(*_: object, **__: object) -> "subprocess.Popen[bytes]":
        for each in (signal.SIGTERM, signal.SIGHUP):
            signal.raise_signal(each)
        started.append(popen(["sleep", "300"]))
        return started[-1]

    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(shell_command, "_terminal_kept", nullcontext)
    before = {each: signal.getsignal(each) for each in ENDS}
    try:
        end_at_first_signal()
        with pytest.raises(KeyboardInterrupt):
            shell_command._open("/bin/bash", Environment({}), tmp_path)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert started[0].returncode == -signal.SIGHUP


def test_shell_that_does_not_end_is_killed(tmp_path: Path) -> None:
    with opened("bash", tmp_path) as (process, screen):
        ready(screen)
        screen.sendline("trap '' HUP")
        ready(screen)
        process.terminate()
        screen.expect(pexpect.EOF)
    assert (files(tmp_path / "tmp"), marked(tmp_path)) == ({}, ())


@pytest.mark.parametrize("shell", FOUND)
def test_shell_that_is_killed_leaves_the_terminal_as_it_was(shell: str, tmp_path: Path) -> None:
    within = ["sh", "-c", f"{shlex.join(COMMAND)}; read line; echo ended $?, read $line"]
    with opened(shell, tmp_path, within) as (process, screen):
        before = termios.tcgetattr(screen)
        ready(screen)
        until(lambda: termios.tcgetattr(screen) != before)
        os.kill(child(child(process.pid)), signal.SIGKILL)
        until(lambda: termios.tcgetattr(screen) == before)
        screen.sendline("this")
        screen.expect_exact("ended 0, read this")
        screen.expect(pexpect.EOF)
    assert marked(tmp_path) == ()


@pytest.mark.parametrize("shell", ["dash", "/nowhere/bash"])
def test_other_shell_gets_a_block_to_paste(shell: str, tmp_path: Path) -> None:
    with opened(shell, tmp_path) as (process, screen):
        screen.expect_exact("Press Ctrl-C to stop the mock.")
        block = "\n".join(line for line in (screen.before or "").splitlines() if line.startswith("export "))
        ask = subprocess.run(
            ["sh", "-c", f"{block}\n{COMMANDS['ask']}"], env={"PATH": PATH}, capture_output=True, text=True, check=True
        )
        assert '"name": "Sandbox: admin"' in ask.stdout
        screen.expect_exact("GET /v1/me")
        screen.send(CTRL_C)
        screen.expect(pexpect.EOF)
    assert process.returncode == 0
    assert files(tmp_path / "tmp") == {}


def test_without_a_terminal_it_says_what_to_do() -> None:
    ended = subprocess.run(COMMAND, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        "python -m mock_api.shell: this opens a shell: run it in a terminal (make mock serves the mock without one)"
    ]


@pytest.mark.parametrize(("variables", "options"), [([], []), (["VERBOSE=1"], ["--verbose"])])
def test_make_sandbox_is_the_command(variables: list[str], options: list[str]) -> None:
    command = ["make", "--dry-run", "--no-print-directory", "sandbox", *variables]
    recipe = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    assert shlex.split(recipe) == [".venv/bin/python", "-m", "mock_api.shell", *options]
