"""What ruff's banned-api cannot see of tests that race the machine, or leave a route under way when a page closes."""

import ast
import re
from collections.abc import Iterator

from asrun import ROOT
from asrun.examples.waiting import GUARD

_PAGES_CLOCK = re.compile(r"\bperformance\.(now|timeOrigin|measure)|\bDate\.now\b|\bsetTimeout\([^,;]*,\s*[1-9]")
_PAGES = {
    **dict.fromkeys(("route", "unroute", "route_from_har"), "let the test's server serve it (asrun/browser/chrome.py)"),
    "new_context": "open it with opened() of asrun/browser/chrome.py",
    "wait_for_timeout": "await an event",
}
_WAITS = {"communicate", "join", "result", "set_default_timeout", "settimeout", "timeout", "Timer", "wait", "wait_for"}
"""Calls that end a wait at a limit among their arguments; others have it as `timeout`."""

_GUARD = f"await an event, under asrun/examples/waiting.py's GUARD of {GUARD:g} s"


def races(text: str, file: str) -> list[str]:
    """What the `text` of a module of tests must not do: a line for each, with file, line, and how to fix it."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.expr)]
    found = sorted({(node.lineno, *what) for node in nodes for what in _mistakes(node)})
    return [f"{file}:{line}: expected no {what}. Fix: {fix}." for line, what, fix in found]


def all_races() -> list[str]:
    files = sorted(set((ROOT / "tests").rglob("*.py")) - {ROOT / "tests/test_races.py"})  # which plants such
    return [each for file in files for each in races(file.read_text("utf-8"), str(file.relative_to(ROOT)))]


def _mistakes(node: ast.expr) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Attribute(value=ast.Name(id="app")):
            return
        case ast.Attribute(attr=name) if name in _PAGES:
            yield name, _PAGES[name]
        case ast.Constant(value=str(script)) if found := _PAGES_CLOCK.search(script):
            yield f"clock of a page, {found[0]}", "await an event"
        case ast.Call(func=ast.Attribute(attr="time"), args=[]):
            yield "clock of a loop, time()", "await an event"
        case ast.Call(func=function, args=arguments, keywords=keywords):
            name = getattr(function, "attr", getattr(function, "id", ""))
            limits = [each.value for each in keywords if each.arg == "timeout"] + (arguments if name in _WAITS else [])
            for limit in limits:
                if isinstance(limit, ast.Constant) and isinstance(limit.value, int | float) and 0 < limit.value < GUARD:
                    yield f"limit of {limit.value:g} that a busy machine can miss", _GUARD
