"""What a test must not do: race the machine, or leave something under way where a browser's context closes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.harness.waiting import GUARD

WAITING = "harness/waiting.py"
BROWSER = "harness/browser.py"
"""The modules of the one way to wait, and of the one way to open a browser's context."""

_CLOCKS = re.compile(
    r"time\.(time|monotonic|perf_counter|thread_time|process_time|clock_gettime)(_ns)?|time\.sleep|timeit(\..+)?"
    r"|datetime\.(datetime\.(now|utcnow|today)|date\.today)|os\.times|resource\.getrusage"
)
_OF_PAGES = re.compile(
    r"\bperformance\s*\.\s*(now|timeOrigin|measure)|\bDate\s*\.\s*now\b|\bnew Date\(\s*\)"
    r"|\.(startTime|responseEnd|loadEventEnd)\b"
)
_ROUTES = {"route", "route_from_har", "unroute", "fetch"}
_WAITS = {"result": 0, "wait": 0, "join": 0, "settimeout": 0, "over_after": 0, "wait_for": 1, "Timer": 0}
"""Calls that end a wait, with the place of their limit among the arguments."""
_LIMITS = {"timeout", "timeout_seconds"}

_AWAIT = "await an event (tests/harness/waiting.py), hand the limit in, or measure it in benchmarks/"
_GUARD = f"await an event, under tests/harness/waiting.py's GUARD of {GUARD:g} s"
_SERVE = "let the test's server serve it (tests/harness/browser.py)"


def races(text: str, file: str) -> list[str]:
    """Each slip in the `text` of a module of tests: file and line, what it does, how to fix it."""
    tree = ast.parse(text)
    names = dict(_imported(tree))
    is_test = any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in ast.walk(tree))
    # A program's named limit is its own promise; in a test it is a bound on the machine.
    constants = {
        target.id: node.value
        for node in ast.walk(tree)
        if is_test and isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = [
        (node.lineno, what, fix)
        for node in ast.walk(tree)
        for what, fix in _slips(node, names, constants, is_test=is_test)
        if isinstance(node, ast.expr | ast.alias | ast.stmt) and not file.endswith(_home(what))
    ]
    return [f"{file}:{line}: expected no {what}. Fix: {fix}." for line, what, fix in sorted(set(found))]


def of_folder(folder: Path) -> list[str]:
    return [
        slip
        for path in sorted(folder.rglob("*.py"))
        for slip in races(path.read_text("utf-8"), f"{folder.name}/{path.relative_to(folder)}")
    ]


def _home(what: str) -> str:
    """The module whose business it is."""
    return BROWSER if what.startswith("new context") else WAITING


def _slips(
    node: ast.AST, names: dict[str, str], constants: dict[str, ast.Constant], *, is_test: bool
) -> Iterator[tuple[str, str]]:
    match node:
        case ast.ImportFrom(module=str(module)):
            for each in node.names:
                if _CLOCKS.fullmatch(f"{module}.{each.name}"):
                    yield f"clock or sleep, {module}.{each.name}", _AWAIT
                if is_test and each.name == "stopwatch":
                    yield "test that is told how long something took, stopwatch", _AWAIT
        case ast.Attribute(ctx=ast.Load()) if _CLOCKS.fullmatch(name := _name(node, names)):
            yield f"clock or sleep, {name}", _AWAIT
        case ast.Constant(value=str(script)) if found := _OF_PAGES.search(script):
            yield f"clock of a page, {found[0]}", _AWAIT
        case ast.Call():
            yield from _calls(node, names, constants)


def _calls(node: ast.Call, names: dict[str, str], constants: dict[str, ast.Constant]) -> Iterator[tuple[str, str]]:
    called = _name(node.func, names)
    method = called.rpartition(".")[2]
    is_method = isinstance(node.func, ast.Attribute)
    if is_method and method == "time" and not node.args and called != "time.time":
        yield "clock of a loop, time()", _AWAIT
    if called == "asyncio.sleep" and not (
        node.args and isinstance(node.args[0], ast.Constant) and not node.args[0].value
    ):
        yield "clock or sleep, asyncio.sleep", _AWAIT
    if is_method and method == "wait_for_timeout":
        yield "wait for a while, wait_for_timeout", _AWAIT
    if is_method and (method in ("new_context", "new_page") and "browser" in called.lower()):
        yield f"new context of a browser, {called}", "open it with opened() of tests/harness/browser.py"
    if is_method and method in _ROUTES and (method != "fetch" or "route" in called.lower()):
        yield f"route, which may be under way when its context closes, {called}", _SERVE
    for given in _limits(node, method):
        limit = constants.get(given.id, given) if isinstance(given, ast.Name) else given
        if isinstance(limit, ast.Constant) and isinstance(limit.value, int | float) and limit.value > 0:
            yield f"limit of {limit.value:g} that a busy machine can miss, {method}", _GUARD


def _limits(node: ast.Call, method: str) -> Iterator[ast.expr]:
    yield from (each.value for each in node.keywords if each.arg in _LIMITS)
    place = _WAITS.get(method)
    if place is not None and len(node.args) > place:
        yield node.args[place]


def _name(node: ast.AST, names: dict[str, str]) -> str:
    """The dotted name of an expression, in the names of the modules that it comes from."""
    match node:
        case ast.Name(id=name):
            return names.get(name, name)
        case ast.Attribute(value=value, attr=attribute):
            return f"{_name(value, names)}.{attribute}"
        case ast.Call(func=func):
            return f"{_name(func, names)}()"
    return ""


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((each.asname, each.name) for each in node.names if each.asname)
        elif isinstance(node, ast.ImportFrom):
            yield from ((each.asname or each.name, f"{node.module}.{each.name}") for each in node.names)
