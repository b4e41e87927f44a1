"""What ruff's banned-api cannot see of tests that race the machine, or leave a route under way when a page closes."""

import ast
import operator
import re
from collections.abc import Iterator, Mapping

from asrun import ROOT
from asrun.examples.waiting import GUARD

_PAGES_CLOCK = re.compile(r"\bperformance\.(now|timeOrigin|measure)|\bDate\.now\b|\bsetTimeout\([^,;]*,\s*[1-9]")
_PAGES = {
    **dict.fromkeys(("route", "unroute", "route_from_har"), "let the test's server serve it (asrun/browser/chrome.py)"),
    "new_context": "open it with opened() of asrun/browser/chrome.py",
    "wait_for_timeout": "await an event",
}
_LIMIT_AT = {
    **dict.fromkeys(("join", "result", "settimeout", "set_default_timeout", "timeout", "Timer", "wait"), 0),
    **dict.fromkeys(("acquire", "communicate", "wait_for", "get"), 1),
    "select": 3,
}
"""Calls that end a wait, with the place of their limit among the arguments."""

_GUARD = f"await an event, under asrun/examples/waiting.py's GUARD of {GUARD:g} s"
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def races(text: str, file: str) -> list[str]:
    """What the `text` of a module of tests must not do: a line for each, with file, line, and how to fix it."""
    tree = ast.parse(text)
    # A program's named limit is its own promise; in a test it is a bound on the machine.
    nodes = list(ast.walk(tree))
    named = dict(_assigned(nodes)) if re.search(r"^(async )?def test_", text, re.MULTILINE) else {}
    texts = {node.value for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    looked_at = [node for node in nodes if isinstance(node, ast.expr) and node not in texts]
    found = sorted({(node.lineno, *what) for node in looked_at for what in _mistakes(node, named)})
    return [f"{file}:{line}: expected no {what}. Fix: {fix}." for line, what, fix in found]


def all_races() -> list[str]:
    files = sorted(set((ROOT / "tests").rglob("*.py")) - {ROOT / "tests/test_races.py"})  # which plants such
    return [each for file in files for each in races(file.read_text("utf-8"), str(file.relative_to(ROOT)))]


def _mistakes(node: ast.expr, named: Mapping[str, ast.expr]) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Attribute(value=ast.Name(id="app")):
            return
        case ast.Attribute(attr=name) if name in _PAGES:
            yield name, _PAGES[name]
        case ast.Constant(value=str(script)) if found := _PAGES_CLOCK.search(script):
            yield f"clock of a page, {found[0]}", "await an event"
        case ast.Call(func=ast.Attribute(attr="time"), args=[]):
            yield "clock of a loop, time()", "await an event"
        case ast.Call():
            for limit in _limits(node):
                if 0 < (seconds := _number(limit, named)) < GUARD:
                    yield f"limit of {seconds:g} that a busy machine can miss", _GUARD


def _limits(call: ast.Call) -> Iterator[ast.expr]:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    yield from (each.value for each in call.keywords if each.arg in ("timeout", "timeout_seconds"))
    place = _LIMIT_AT.get(name, len(call.args))
    is_queue = name != "get" or (call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value is True)
    if is_queue and place < len(call.args):
        yield call.args[place]


def _number(node: ast.expr, named: Mapping[str, ast.expr]) -> float:
    """What an expression of numbers, and of names for such, comes to; 0 where it is none."""
    match node:
        case ast.Constant(value=int(value) | float(value)):
            return value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            one, other = _number(left, named), _number(right, named)
            return _OPERATORS[type(op)](one, other) if one and other else 0
        case ast.Name(id=name) if name in named:
            return _number(named[name], {other: value for other, value in named.items() if other != name})
    return 0


def _assigned(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    for node in nodes:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                yield name, value
