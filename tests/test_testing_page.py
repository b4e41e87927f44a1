"""getting-started/testing.md: the commands that it names do what it says; tests/tables.py checks its tables."""

import re
from html import unescape

from asrun import ROOT
from asrun.sandbox.shell import WELCOME
from asrun.sandbox.shells import SHELLS
from asrun.text import read_text

PICTURE = ROOT / "docs/assets/pictures/sandbox.svg"
EXAMPLE = ROOT / "snippets/authentication/environment-variable"
PAGE = (ROOT / "docs/getting-started/testing.md").read_text("utf-8")


def test_makefile_has_the_commands() -> None:
    recipes = (
        r"mock:.*\n\t\S+ -m asrun mock \$\(if",
        r"sandbox:.*\n\t.+ -m asrun sandbox \$\(if \$\(VERBOSE\),--verbose\)",
    )
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert [recipe for recipe in recipes if not re.search(rf"^{recipe}", makefile, re.MULTILINE)] == []


def test_page_lists_the_shells_that_are_opened() -> None:
    (found,) = re.findall(r"the shell you use, if that's (.+?)\.", PAGE)
    assert re.split(r", (?:or )?", found) == list(SHELLS)


def test_picture_shows_the_programs_what_the_sandbox_says_and_what_the_page_describes() -> None:
    drawn = unescape(re.sub("<[^>]+>", "", PICTURE.read_text("utf-8")))
    welcome = WELCOME.format(host="api.example.com", keys=", and API_KEY is its admin key")
    files = [read_text(EXAMPLE / name) for name in ("curl.sh", "output.txt")]
    assert [line for text in (welcome, *files) for line in text.splitlines() if line not in drawn] == []
    described, size = re.findall(
        r'!\[(.+)\]\(\.\./assets/pictures/sandbox\.svg\)\{ (width="\d+" height="\d+") \}', PAGE
    )[0]
    assert size in PICTURE.read_text("utf-8")
    for words in ("make sandbox", "python first.py", "sandbox: POST /v1/generate 200", "401 EXPIRED_API_KEY"):
        assert words in described
        assert words in drawn
