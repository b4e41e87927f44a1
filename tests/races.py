"""What a test must not do: race the machine, or leave something under way where a browser's context closes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from asrun.examples.waiting import GUARD

WAITING = "harness/waiting.py"
BROWSER = "harness/browser.py"
"""The modules of the one way to wait, and of the one way to open a browser's context."""

_CLOCKS = re.compile(
    r"time\.(time|monotonic|perf_counter|thread_time|process_time|clock_gettime)(_ns)?|time\.sleep|timeit(\..+)?"
    r"|datetime\.(datetime\.(now|utcnow|today)|date\.today)|os\.times|resource\.getrusage"
)
_OF_PAGES = re.compile(
    r"\bperformance\s*\.\s*(now|timeOrigin|measure)|\bDate\s*\.\s*now\b|\bnew Date\(\s*\)"
    r"|\.(startTime|responseEnd|loadEventEnd)\b|\+\s*new Date\b|\bsetTimeout\([^,;]*,\s*[1-9]"
)
_ROUTES = {"route", "route_from_har", "unroute", "fetch"}
_WAITS = {
    **dict.fromkeys(("alarm", "join", "over_after", "result", "set_default_timeout", "settimeout"), 0),
    **dict.fromkeys(("timeout", "Timer", "wait"), 0),
    **dict.fromkeys(("acquire", "communicate", "setitimer", "wait_for"), 1),
    "select": 3,
}
"""Calls that end a wait, with the place of their limit among the arguments."""
_LIMITS = {"timeout", "timeout_seconds"}

_AWAIT = "await an event (asrun/examples/waiting.py), hand the limit in, or measure it in benchmarks/"
_GUARD = f"await an event, under asrun/examples/waiting.py's GUARD of {GUARD:g} s"
_SERVE = "let the test's server serve it (asrun/browser/chrome.py)"


def races(text: str, file: str) -> list[str]:
    """Each slip in the `text` of a module of tests: file and line, what it does, how to fix it."""
    tree = ast.parse(text)
    names = dict(_imported(tree))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    is_test = any(function.name.startswith("test_") for function in functions)
    # A program's named limit is its own promise; in a test it is a bound on the machine.
    constants = dict(_assigned(tree)) if is_test else {}
    remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = [
        (node.lineno, what, fix)
        for node in ast.walk(tree)
        if id(node) not in remarks or not isinstance(node, ast.Constant)
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
    node: ast.AST, names: dict[str, str], constants: dict[str, ast.expr], *, is_test: bool
) -> Iterator[tuple[str, str]]:
    match node:
        case ast.ImportFrom(module=str(module)):
            if module.partition(".")[0] == "benchmarks":
                yield f"measurement, {module}", _AWAIT
            for each in node.names:
                if each.name == "*" and module in ("time", "timeit"):
                    yield f"clock or sleep, all of {module}", _AWAIT
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


def _calls(node: ast.Call, names: dict[str, str], constants: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
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
    if is_method and (method == "new_context" or (method == "new_page" and "browser" in called.lower())):
        yield f"new context of a browser, {called}", "open it with opened() of asrun/browser/chrome.py"
    handled = len(node.args) + len(node.keywords) > 1  # a route of an app has no handler yet
    if (
        is_method
        and method in _ROUTES
        and ("route" in called.lower() if method == "fetch" else method != "route" or handled)
    ):
        yield f"route, which may be under way when its context closes, {called}", _SERVE
    for given in _limits(node, method):
        limit = _number(constants.get(given.id, given) if isinstance(given, ast.Name) else given)
        if limit > 0:
            yield f"limit of {limit:g} that a busy machine can miss, {method}", _GUARD


def _limits(node: ast.Call, method: str) -> Iterator[ast.expr]:
    yield from (each.value for each in node.keywords if each.arg in _LIMITS)
    place = _WAITS.get(method)
    if place is not None and len(node.args) > place:
        yield node.args[place]
    if method == "get" and len(node.args) > 1 and isinstance(node.args[0], ast.Constant) and node.args[0].value is True:
        yield node.args[1]  # a queue's


def _number(expression: ast.expr) -> float:
    """What an expression of numbers alone comes to; 0 where it is none."""
    if all(
        isinstance(node, ast.Constant | ast.BinOp | ast.UnaryOp | ast.operator | ast.unaryop)
        for node in ast.walk(expression)
    ):
        value = eval(compile(ast.Expression(expression), "", "eval"))
        return float(value) if isinstance(value, int | float) else 0
    return 0


def _assigned(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """The names that stand for a value, and the value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from ((target.id, node.value) for target in targets if isinstance(target, ast.Name))


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
