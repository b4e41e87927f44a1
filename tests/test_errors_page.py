"""api-reference/errors.md: each code has a section with its cause, its fix and a response."""

import json
import re

from asrun import ROOT
from asrun.text import read_text
from tests.openapi import ERRORS


def test_sections_of_codes_say_cause_and_fix_and_show_a_response_that_has_the_code() -> None:
    found = set()
    page = read_text(ROOT / "docs/api-reference/errors.md")
    for code, section in re.findall(r"^### `(\w+)`\n((?:(?!##).*\n)*)", page, re.MULTILINE):
        assert re.findall(r"^\*\*(\w+)\.\*\*", section, re.MULTILINE) == ["Cause", "Fix"], code
        (recording,) = re.findall(r'--8<-- "(.+/response\.http)"', section)
        head, _, body = read_text(ROOT / "snippets" / recording).partition("\n\n")
        assert json.loads(body)["error"]["code"] == code
        found.add((head.split()[1], code))
    assert found == ERRORS
