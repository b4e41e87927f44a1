"""docs/guides/clients/example-api.sh: one function for a terminal."""

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.examples.wire import line
from asrun.journal import Exchange
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS

CLIENT = ROOT / "docs/guides/clients/example-api.sh"
GENERATE = """example_api POST /generate '{"prompt": "Hi", "model": "gpt-4"}'"""
SHELLS = [shell for shell in ("bash", "zsh", "dash") if shutil.which(shell)]

each_shell = pytest.mark.parametrize("shell", SHELLS)

Ended = subprocess.CompletedProcess[str]


def run(shell: str, commands: str, environment: dict[str, str], path: str = PATH) -> Ended:
    program = f". '{CLIENT}'\n{commands}"
    return subprocess.run(
        [shell, "-c", program],
        env={**environment, "PATH": path},
        capture_output=True,
        text=True,
        timeout=GUARD,
        check=False,
    )


def ask(server: MockServer, shell: str, commands: str, key: str) -> tuple[Ended, Sequence[Exchange]]:
    opened = server.open_run()
    ended = run(shell, commands, {**opened.environment, "API_KEY": SANDBOX_KEYS[key]})
    opened.close()
    exchanges = list(opened.sandbox.journal.exchanges)
    assert [exchange.violations for exchange in exchanges] == [[] for _ in exchanges]
    return ended, exchanges


@each_shell
def test_it_prints_the_answer(server: MockServer, shell: str) -> None:
    ended, exchanges = ask(
        server, shell, "example_api GET /me; echo; example_api DELETE /prompts/prompt_0000000000", "admin"
    )
    assert [line(exchange) for exchange in exchanges] == [
        "GET /v1/me 200",
        "DELETE /v1/prompts/prompt_0000000000 404",
    ]
    me, gone = map(json.loads, ended.stdout.splitlines())
    assert me["data"]["id"] == "key_0000000003"
    assert gone["error"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("shell", "key", "first"), [*((shell, "busy", 429) for shell in SHELLS), ("bash", "unavailable", 503)]
)
def test_it_tries_again_and_prints_the_last_answer_alone(server: MockServer, shell: str, key: str, first: int) -> None:
    ended, exchanges = ask(server, shell, GENERATE, key)
    assert [line(exchange) for exchange in exchanges] == [f"POST /v1/generate {first}", "POST /v1/generate 200"]
    assert len({dict(exchange.request.fields)["idempotency-key"] for exchange in exchanges}) == 1
    assert json.loads(ended.stdout)["data"]["text"]
    assert ended.returncode == 0


@each_shell
@pytest.mark.parametrize(("key", "status"), [("revoked", 401), ("webhook", 403)])
def test_refusal_is_not_repeated_and_names_its_request(server: MockServer, shell: str, key: str, status: int) -> None:
    ended, exchanges = ask(server, shell, GENERATE, key)
    assert [line(exchange) for exchange in exchanges] == [f"POST /v1/generate {status}"]
    assert ended.returncode == 22
    request_id = dict(exchanges[0].response.fields)["x-request-id"]
    assert f"example_api: POST /generate failed ({request_id})" in ended.stderr


@each_shell
def test_shell_goes_on_without_a_key_and_says_what_is_missing(shell: str) -> None:
    ended = run(shell, "example_api GET /me; echo on", {})
    assert ended.stdout == "on\n"
    assert "API_KEY: Set it to your API key first" in ended.stderr


@each_shell
@pytest.mark.parametrize(("arguments", "missing"), [("", "Say which method"), ("GET", "Say which path")])
def test_shell_goes_on_without_an_argument_and_says_what_is_missing(shell: str, arguments: str, missing: str) -> None:
    ended = run(shell, f"example_api {arguments}; echo on", {"API_KEY": SANDBOX_KEYS["read"]})
    assert ended.stdout == "on\n"
    assert missing in ended.stderr


@each_shell
def test_it_leaves_no_file_and_no_variable(server: MockServer, shell: str, tmp_path: Path) -> None:
    folder = tmp_path / "with a space"
    folder.mkdir()
    opened = server.open_run()
    environment = {**opened.environment, "API_KEY": SANDBOX_KEYS["webhook"], "TMPDIR": str(folder)}
    ended = run(shell, f'{GENERATE}; echo "<$method$route$answer>"', environment)
    opened.close()
    assert ended.stdout.endswith("}<>\n")
    assert re.search(r"failed \(req_\d+\)\n$", ended.stderr)
    assert list(folder.iterdir()) == []


@each_shell
def test_connection_that_fails_has_no_request_id(shell: str) -> None:
    ended = run(shell, "example_api GET /me", {"API_KEY": SANDBOX_KEYS["read"], "HTTPS_PROXY": "http://127.0.0.1:1"})
    assert ended.returncode == 7
    assert ended.stderr.endswith("example_api: GET /me failed (no answer)\n")


def spied(shell: str, folder: Path, **variables: str) -> Ended:
    """How it ends with a `curl` that shows its arguments and its standard input, and fails after the second answer."""
    spy = folder / "curl"
    spy.write_text("""#!/bin/sh
printf '%s\\n' "$@" >&2
cat >&2
while [ "$1" != --dump-header ]; do shift; done
printf 'x-request-id: req_%s\\n' 1 2 > "$2"
exit 22
""")
    spy.chmod(0o700)
    return run(shell, GENERATE, {"API_KEY": SANDBOX_KEYS["read"], **variables}, f"{folder}:{PATH}")


@each_shell
def test_no_command_line_has_the_key(shell: str, tmp_path: Path) -> None:
    ended = spied(shell, tmp_path)
    arguments, _, standard_input = ended.stderr.partition("Authorization: Bearer ")
    assert "--header\n@-\n" in arguments
    assert SANDBOX_KEYS["read"] not in arguments
    assert standard_input.startswith(SANDBOX_KEYS["read"])
    assert re.search(r"Idempotency-Key: [0-9a-f]{32}\n", arguments)


@each_shell
def test_each_attempt_may_take_a_minute_and_all_four_three(shell: str, tmp_path: Path) -> None:
    ended = spied(shell, tmp_path)
    assert "--max-time\n60\n--retry\n3\n--retry-max-time\n180\n" in ended.stderr


@each_shell
def test_failure_names_the_last_request(shell: str, tmp_path: Path) -> None:
    ended = spied(shell, tmp_path)
    assert ended.stderr.endswith("example_api: POST /generate failed (req_2)\n")


@each_shell
def test_nothing_is_sent_where_no_file_can_be_made(shell: str, tmp_path: Path) -> None:
    ended = spied(shell, tmp_path, TMPDIR=str(tmp_path / "none"))
    assert ended.returncode == 1
    assert "--request" not in ended.stderr
