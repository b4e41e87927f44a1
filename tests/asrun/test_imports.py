"""Which way the arrows go: tests → run_in_page → mock_api → asrun, and never back."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from asrun import ROOT

KNOWS = {
    "asrun": set(),
    "mock_api": {"asrun"},
    "run_in_page": {"asrun", "mock_api"},
    "scripts": {"asrun", "mock_api", "run_in_page"},
    "benchmarks": {"asrun", "mock_api", "run_in_page"},
}
"""What of ours the modules of a folder may import, besides each other."""

OURS = {*KNOWS, "tests"}


def imported(file: Path, *, whole: bool = True) -> Iterator[str]:
    """The modules of ours that a file names in its imports; but those within functions where it is not `whole`."""
    tree = ast.parse(file.read_bytes())
    for node in ast.walk(tree) if whole else _at_import(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: expected absolute imports"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] in OURS)


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is imported, but for those that type checkers alone read."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _at_import(child)


@pytest.mark.parametrize("folder", KNOWS)
def test_folder_imports_what_it_may_know_alone(folder: str) -> None:
    strange = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in (ROOT / folder).rglob("*.py")
        for name in imported(file)
        if name.partition(".")[0] not in {folder, *KNOWS[folder]}
    }
    assert strange == set()


@pytest.mark.parametrize("folder", ["asrun", "mock_api"])
def test_modules_import_each_other_in_no_circle(folder: str) -> None:
    files = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in (ROOT / folder).rglob("*.py")}
    graph = {
        module: {
            found for name in imported(file, whole=False) for found in (name, name.rpartition(".")[0]) if found in files
        }
        for module, file in files.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"expected no circle, actual {' imports '.join(reversed(error.args[1]))}", pytrace=False)
