"""getting-started/testing.md: the commands that it names do what it says; tests/tables.py checks its tables."""

import re
import shlex
import signal
import subprocess
import sys

import pytest

from mock_api.sandbox import SANDBOX_KEYS
from tests.harness import ROOT, terminal
from tests.harness.process import PATH
from tests.mock_api.alone import serving

PAGE = (ROOT / "docs/getting-started/testing.md").read_text("utf-8")
STOPPED_CLOCK = "python -m mock_api --clock 2026-01-01T12:00:00Z"


def test_page_names_the_command_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "`make mock`" in PAGE
    assert re.search(r"^mock:.*\n\t\$\(BIN\)/python -m mock_api$", makefile, re.MULTILINE)


def test_help_lists_the_options_that_the_page_names() -> None:
    command = [sys.executable, "-m", "mock_api", "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True).stdout
    assert "--clock" in shown
    assert "`python -m mock_api --help`" in PAGE


@pytest.mark.parametrize("shell", terminal.shells())
def test_what_the_mock_prints_can_be_pasted_and_leads_a_program_to_it(shell: str) -> None:
    assert f"`{STOPPED_CLOCK}`" in PAGE
    with serving(*shlex.split(STOPPED_CLOCK.removeprefix("python -m mock_api ")), "--port", "0") as (mock, printed):
        exports = "".join(f"{line}\n" for line in printed if line.startswith("export "))
        authorization = f"Authorization: Bearer {SANDBOX_KEYS['read']}"
        ask = f"{exports}curl --silent --max-time 20 https://api.example.com/v1/usage -H '{authorization}'"
        answer = subprocess.run(
            [shell, "-c", ask], env={"PATH": PATH}, capture_output=True, text=True, timeout=30, check=True
        )
        mock.send_signal(signal.SIGINT)
        assert mock.wait(5) == 0
    assert '"started_at": "2026-01-01T12:00:00Z"' in answer.stdout
