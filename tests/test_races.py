"""Tests that race the machine, or leave a route under way when a page closes, are refused: what ruff cannot see."""

import re

import pytest

from asrun import ROOT

RACES = {
    r"\.(route|unroute|route_from_har)\(": "let the test's server serve it (asrun/browser/chrome.py)",
    r"\.new_context\(": "open it with opened() of asrun/browser/chrome.py",
    r"\.wait_for_timeout\(|\bperformance\.now|\bDate\.now\b|\bloop\.time\(": "await an event",
    r"(\btimeout=|\.(wait|join|communicate|result|settimeout)\()\d(\.\d+)?\b": "wait for at most GUARD seconds",
}

RACING = [
    "page.route('**/*', lambda route: route.abort())",
    "page.wait_for_timeout(10)",
    "assert page.evaluate('performance.now()') < 100",
    "process.wait(0.5)",
    "subprocess.run(['a'], timeout=0.5)",
]
HONEST = ["process.wait(GUARD)", "page.wait_for()", "app = Route('/')", "clock.advance(60)", "served(site, [Route()])"]


def races(text: str) -> list[tuple[int, str]]:
    lines = enumerate(text.splitlines(), 1)
    return [(number, fix) for number, line in lines for race, fix in RACES.items() if re.search(race, line)]


@pytest.mark.parametrize("line", RACING + HONEST)
def test_what_races_is_told_from_what_does_not(line: str) -> None:
    assert bool(races(line)) == (line in RACING)


def test_no_test_races_the_machine() -> None:
    files = [path for path in (ROOT / "tests").rglob("*.py") if path.name != "test_races.py"]
    found = [
        f"{file}:{line}. Fix: {fix}."
        for file in files
        if "snippets" not in file.parts
        for line, fix in races(file.read_text("utf-8"))
    ]
    assert found == []
