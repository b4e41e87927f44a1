"""Tests that race the machine, or leave a route under way when a page closes, are refused: what ruff cannot see."""

import re

from asrun import ROOT

RACES = {
    r"\.(route|unroute|route_from_har)\(": "let the test's server serve it (asrun/browser/chrome.py)",
    r"\.new_context\(": "open it with opened() of asrun/browser/chrome.py",
    r"\.wait_for_timeout\(|\bperformance\.now|\bDate\.now\b|\bloop\.time\(": "await an event",
    r"(\btimeout=|\.(wait|join|communicate|result|settimeout)\()\d(\.\d+)?\b": "wait for at most GUARD seconds",
}


def test_no_test_races_the_machine() -> None:
    found = [
        f"{path}:{number}. Fix: {fix}."
        for path in (ROOT / "tests").rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for race, fix in RACES.items()
        if path.name != "test_races.py" and re.search(race, line)
    ]
    assert found == []
