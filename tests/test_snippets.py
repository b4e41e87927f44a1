"""The Python that readers copy is clean and formatted, as `make lint` checks for the other languages."""

from pathlib import Path

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

from asrun import ROOT
from asrun.finding import Finding
from asrun.pages.markdown import fences
from asrun.report import report
from asrun.text import read_text
from tests.fragments import EXECUTED

PATHS = sorted((ROOT / "snippets").rglob("*.py"))


@pytest.fixture
def linter(tmp_path: Path, request: pytest.FixtureRequest) -> EvalExample:
    """The project's own rules, but that examples print, and that a line has at most 80 characters, as in biome.json."""
    linter = EvalExample(tmp_path=tmp_path, pytest_request=request)
    linter.set_config(line_length=80, target_version="py310", ruff_ignore=["T20"])
    return linter


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_python_is_clean_and_formatted(path: Path, linter: EvalExample) -> None:
    # With its suffix, the text would be taken for that of a docstring, which has no two empty lines.
    linter.lint(CodeExample.create(read_text(path), path=path.with_suffix("")))


@pytest.mark.parametrize("document", EXECUTED)
def test_every_python_fence_of_a_document_runs_and_prints_what_it_says(document: str, linter: EvalExample) -> None:
    path = ROOT / document
    written = [fence.line for fence in fences(read_text(path)) if fence.language == "python"]
    examples = list(find_examples(path))
    if not written:
        report([Finding(where=document, expected="a Python fence, which is run", actual="none", fix="add one")])
    # pytest-examples passes over what it cannot read, such as a fence of tildes or attributes in braces.
    assert [example.start_line for example in examples] == written
    for example in examples:
        linter.lint(example)
        linter.run_print_check(example)
