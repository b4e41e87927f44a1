import json
import os
import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from asrun.examples.waiting import GUARD
from asrun.transport.server import MockServer
from mock_api import __main__ as command
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.alone import serving


def test_what_it_prints_is_all_that_a_client_needs() -> None:
    with serving("--port", "0") as (_, printed):
        key = next(line.split()[1] for line in printed if line.startswith("  read "))
        answer = curl(printed, "--header", f"Authorization: Bearer {key}", "https://api.example.com/v1/me")
        assert json.loads(answer)["success"]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(end: signal.Signals) -> None:
    with serving("--port", "0") as (process, printed):
        authority = next(line.partition("=")[2] for line in printed if line.startswith("export SSL_CERT_FILE"))
        process.send_signal(end)
        assert process.wait(GUARD) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert not Path(authority).parent.exists()


def test_signals_that_come_together_break_nothing_off() -> None:
    with serving("--port", "0") as (process, printed):
        authority = next(line.partition("=")[2] for line in printed if line.startswith("export SSL_CERT_FILE"))
        for end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) * 20:
            process.send_signal(end)
        assert process.wait(GUARD) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert not Path(authority).parent.exists()


def test_a_hangup_that_nohup_ignores_does_not_end_it() -> None:
    usual = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with serving("--port", "0") as (process, printed):
            process.send_signal(signal.SIGHUP)
            assert curl(printed, "https://api.example.com/health")
            assert process.poll() is None
    finally:
        signal.signal(signal.SIGHUP, usual)


def test_every_sandbox_key_is_printed() -> None:
    with serving("--port", "0") as (_, printed):
        assert {line.split()[1] for line in printed if line.startswith("  ")} == set(SANDBOX_KEYS.values())


def test_the_clock_stands_at_the_instant_that_is_given() -> None:
    with serving("--port", "0", "--clock", "2026-02-03T05:05:06+01:00") as (_, printed):
        assert "date: Tue, 03 Feb 2026 04:05:06 GMT" in curl(printed, "--include", "https://api.example.com/health")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--port", "65536"], "'65536' is no port"),
        (["--port", "x"], "'x' is no port"),
        (["--clock", "yesterday"], "'yesterday' is no instant"),
        (["--clock", "2026-01-01T12:00:00"], "is no instant"),
        (["--host", "0.0.0.0"], "--allow-remote"),
        (["--host", "::"], "--allow-remote"),
        (["--host", "example.com"], "--allow-remote"),
        (["--hots", "::1"], "unrecognized arguments: --hots ::1"),
    ],
)
def test_a_bad_option_is_one_line(arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert expected in line


def test_other_machines_are_let_in_where_that_is_meant(server: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--host", "0.0.0.0", "--allow-remote", "--port", str(server.port)]) == 1
    assert "cannot listen on 0.0.0.0" in capsys.readouterr().err


def test_a_port_in_use_is_one_line(server: MockServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--port", str(server.port)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert f"cannot listen on 127.0.0.1 port {server.port}: Address already in use" in line


def test_a_missing_contract_is_one_line(
    server: MockServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "CONTRACT", tmp_path / "openapi.yaml")
    assert command.main(["--port", str(server.port)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert f"cannot read the contract {tmp_path}/openapi.yaml: No such file" in line


def curl(printed: list[str], *arguments: str) -> str:
    """What curl prints after `printed` was pasted into its terminal."""
    environment = dict(shlex.split(line)[1].split("=", 1) for line in printed if line.startswith("export "))
    done = subprocess.run(
        ["curl", "--silent", *arguments],
        env=environment | {"PATH": os.defpath},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout
