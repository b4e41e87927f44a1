"""getting-started/testing.md: the commands that it names do what it says; tests/tables.py checks its tables."""

import re

import pytest

from asrun import ROOT
from asrun.sandbox.shells import SHELLS

PAGE = (ROOT / "docs/getting-started/testing.md").read_text("utf-8")


@pytest.mark.says("If you don't have make, run `.venv/bin/python -m asrun mock`.")
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
