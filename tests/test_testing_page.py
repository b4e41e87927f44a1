"""getting-started/testing.md: the shells that it names are opened; tests/tables.py checks its tables."""

import re

from asrun import ROOT
from asrun.sandbox.shell import SHELLS

PAGE = (ROOT / "docs/getting-started/testing.md").read_text("utf-8")


def test_page_lists_the_shells_that_are_opened() -> None:
    (found,) = re.findall(r"the shell you use, if that's (.+?)\.", PAGE)
    assert re.split(r", (?:or )?", found) == list(SHELLS)
