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
ALIASES = """[ -z "$BASH_VERSION" ] || shopt -s expand_aliases
alias cat='cat -n' rm='rm -i'
"""
"""What many people have: a shell that is open expands aliases in a function that it reads."""
GENERATE = """example_api POST /generate '{"prompt": "Hi", "model": "gpt-4"}'"""

each_shell = pytest.mark.parametrize("shell", [each for each in ("bash", "zsh", "dash") if shutil.which(each)])


def run(shell: str, commands: str, path: str = PATH, **variables: str) -> "subprocess.CompletedProcess[str]":
    program = [shell, "-c", f"{ALIASES}. '{CLIENT}'\n{commands}"]
    environment = {**variables, "PATH": path}
    return subprocess.run(program, env=environment, capture_output=True, text=True, timeout=GUARD, check=False)


def ask(server: MockServer, shell: str, commands: str, key: str, folder: Path) -> tuple[str, Sequence[Exchange]]:
    opened, variables = server.open_run(), {"HOME": str(folder.parent), "TMPDIR": str(folder)}
    (folder.parent / ".curlrc").write_text("fail\ninclude\nlocation\n")
    ended = run(shell, commands, **opened.environment, API_KEY=SANDBOX_KEYS[key], **variables)
    opened.close()
    exchanges = list(opened.sandbox.journal.exchanges)
    assert [exchange.violations for exchange in exchanges] == [[] for _ in exchanges]
    return ended.stdout, exchanges


@each_shell
@pytest.mark.says(
    "The exit status is 0 on success, 22 on an API error, and curl's own if the connection fails.",
)
def test_it_tries_again_prints_the_last_response_alone_and_leaves_nothing(
    server: MockServer, shell: str, tmp_path: Path
) -> None:
    folder = tmp_path / "with a space"
    folder.mkdir()
    commands = f'{GENERATE}; echo "<$?$method$route$folder$exit_status>"'
    printed, exchanges = ask(server, shell, commands, "busy", folder)
    assert [line(exchange) for exchange in exchanges] == ["POST /v1/generate 429", "POST /v1/generate 200"]
    assert len({dict(exchange.request.fields)["idempotency-key"] for exchange in exchanges}) == 1
    body, _, rest = printed.partition("}<")
    assert (json.loads(f"{body}}}")["success"], rest) == (True, "0>\n")
    commands = "(set -e; example_api DELETE /prompts/prompt_0000000000); echo $?"
    printed, exchanges = ask(server, shell, commands, "admin", folder)
    assert [line(exchange) for exchange in exchanges] == ["DELETE /v1/prompts/prompt_0000000000 404"]
    assert printed.endswith("}22\n")
    assert list(folder.iterdir()) == []


MISSING = {
    "GET /me": ("API_KEY: Set it to your API key first", {}),
    "": ("Pass a method, such as GET", {"API_KEY": "ak_"}),
    "GET": ("Pass a path, such as /me", {"API_KEY": "ak_"}),
}


@each_shell
def test_shell_goes_on_and_says_what_is_missing_and_a_connection_that_fails_has_no_request_id(shell: str) -> None:
    for arguments, (missing, key) in MISSING.items():
        ended = run(shell, f"example_api {arguments}; echo on", **key)
        assert ended.stdout == "on\n"
        assert missing in ended.stderr
    ended = run(shell, "example_api GET /me", API_KEY="ak_", HTTPS_PROXY="http://127.0.0.1:1")
    assert ended.returncode == 7
    assert ended.stderr.endswith("example_api: GET /me failed (no response)\n")


SPY = """#!/bin/sh
printf '%s\\n' "$@" >&2
cat >&2
while [ "$1" != --dump-header ]; do shift; done
printf 'x-request-id: req_%s\\n' 1 2 > "$2"
exit 22
"""
"""A curl that shows its arguments and its standard input, and fails after the second response."""


@each_shell
@pytest.mark.says(
    "After a timeout, a 429, or a 5xx, curl retries up to three times: after the delay in Retry-After, or after 1, 2, "
    "and 4 seconds.",
)
def test_no_command_line_has_the_key_attempts_are_bounded_and_the_last_request_is_named(
    shell: str, tmp_path: Path
) -> None:
    (tmp_path / "curl").write_text(SPY)
    (tmp_path / "curl").chmod(0o700)
    path, key = f"{tmp_path}:{PATH}", SANDBOX_KEYS["read"]
    ended = run(shell, GENERATE, path, API_KEY=key)
    arguments, _, standard_input = ended.stderr.partition("Authorization: Bearer ")
    assert "--header\n@-\n" in arguments
    assert key not in arguments
    assert standard_input.startswith(key)
    assert re.search(r"Idempotency-Key: [0-9a-f]{32}\n", arguments)
    assert "--max-time\n60\n--retry\n3\n--retry-max-time\n180\n" in arguments
    assert ended.stderr.endswith("example_api: POST /generate failed (req_2)\n")

    ended = run(shell, GENERATE, path, API_KEY=key, TMPDIR=str(tmp_path / "none"))
    assert ended.returncode == 1  # nothing is sent where no file can be made
    assert "--request" not in ended.stderr
