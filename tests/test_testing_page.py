"""getting-started/testing.md: the commands that it names do what it says; tests/tables.py checks its tables."""

import re

import pytest

from asrun import ROOT
from asrun.sandbox.shells import SHELLS
from scripts.sandbox_picture import PICTURE, session, svg, timeless
from tests.asrun.sandbox.clients import CLIENTS

PAGE = (ROOT / "docs/getting-started/testing.md").read_text("utf-8")
RECIPES = {"mock": "\t$(BIN)/python -m asrun mock $(if", "sandbox": "asrun sandbox $(if $(VERBOSE),--verbose)\n"}


@pytest.mark.parametrize("command", RECIPES)
def test_makefile_has_the_command(command: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (found,) = re.findall(rf"^{command}:.*\n(?:\t.*\n)+", makefile, re.MULTILINE)
    assert RECIPES[command] in found


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
