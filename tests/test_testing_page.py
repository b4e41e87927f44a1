"""getting-started/testing.md: the commands that it names do what it says; tests/tables.py checks its tables."""

import re
import shlex
import signal
import subprocess

import pytest

from asrun import ROOT
from asrun.examples import terminal
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.sandbox.shells import SHELLS
from mock_api.sandbox import SANDBOX_KEYS
from scripts.sandbox_picture import PICTURE, session, svg, timeless
from tests.asrun.mock import serving
from tests.asrun.sandbox.clients import CLIENTS

PAGE = (ROOT / "docs/getting-started/testing.md").read_text("utf-8")
STOPPED_CLOCK = "python -m asrun mock --clock 2026-01-01T12:00:00Z"
RECIPES = {
    "make mock": "\t$(BIN)/python -m asrun mock $(if",
    "make sandbox": "\t@$(BIN)/python -m asrun sandbox ",
    "make sandbox VERBOSE=1": "$(if $(VERBOSE),--verbose)\n",
}


@pytest.mark.parametrize("command", RECIPES)
def test_makefile_has_the_command(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (found,) = re.findall(rf"^{command.split()[1]}:.*\n(?:\t.*\n)+", makefile, re.MULTILINE)
    assert RECIPES[command] in found
    assert f"`{command}`" in PAGE


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (r"the shell you use, if that's (.+?)\.", list(SHELLS)),
        (r"Tested with (.+?)\. `node`", ["cURL" if client == "curl" else client for client in CLIENTS]),
    ],
    ids=["shells", "clients"],
)
def test_page_lists_the_shells_that_are_opened_and_the_clients_that_are_tried(pattern: str, names: list[str]) -> None:
    (found,) = re.findall(pattern, PAGE, re.DOTALL)
    assert re.split(r",? (?:and|or) |, ", found.replace("\n  ", " ")) == names


def test_picture_shows_what_the_sandbox_shows_and_the_page_describes_it() -> None:
    drawn, shown = PICTURE.read_text("utf-8"), svg(session())
    assert timeless(drawn) == timeless(shown), "the sandbox's shell shows something else: make record draws it anew"
    place = r'!\[(.+)\]\(\.\./assets/pictures/sandbox\.svg\)\{ (width="\d+" height="\d+") \}'
    described, size = re.findall(place, PAGE)[0]
    assert size in drawn
    for words in ("make sandbox", "python first.py", "sandbox: POST /v1/generate 200", "401 EXPIRED_API_KEY"):
        assert words in described
        assert words in re.sub("<[^>]+>", "", drawn)


@pytest.mark.parametrize("shell", terminal.shells())
def test_what_the_mock_prints_can_be_pasted_and_leads_a_program_to_it(shell: str) -> None:
    assert f"`{STOPPED_CLOCK}`" in PAGE
    assert "`python -m asrun mock --help`" in PAGE
    with serving(*shlex.split(STOPPED_CLOCK.removeprefix("python -m asrun mock ")), "--port", "0") as (mock, printed):
        exports = "".join(f"{line}\n" for line in printed if line.startswith("export "))
        authorization = f"Authorization: Bearer {SANDBOX_KEYS['read']}"
        ask = f"{exports}curl --silent https://api.example.com/v1/usage -H '{authorization}'"
        response = subprocess.run(
            [shell, "-c", ask], env={"PATH": PATH}, capture_output=True, text=True, timeout=GUARD, check=True
        )
        mock.send_signal(signal.SIGINT)
        assert mock.wait(GUARD) == 0
    assert '"started_at": "2026-01-01T12:00:00Z"' in response.stdout
