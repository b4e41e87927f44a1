"""The Python in the documents for contributors is clean and formatted, runs, and prints what they say."""

from pathlib import Path

import pytest
from pytest_examples import EvalExample, find_examples

from asrun import ROOT
from asrun.finding import Finding
from asrun.pages.markdown import fences
from asrun.report import report
from asrun.text import read_text
from tests.fragments import EXECUTED


@pytest.mark.parametrize("document", EXECUTED)
def test_every_python_fence_of_a_document_runs_and_prints_what_it_says(
    document: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    checker = EvalExample(tmp_path=tmp_path, pytest_request=request)
    checker.set_config(line_length=80, target_version="py310", ruff_ignore=["T20"])
    path = ROOT / document
    written = [fence.line for fence in fences(read_text(path)) if fence.language == "python"]
    examples = list(find_examples(path))
    if not written:
        report([Finding(where=document, expected="a Python fence, which is run", actual="none", fix="add one")])
    # pytest-examples passes over what it cannot read, such as a fence of tildes or attributes in braces.
    assert [example.start_line for example in examples] == written
    for example in examples:
        checker.lint(example)
        checker.run_print_check(example)
