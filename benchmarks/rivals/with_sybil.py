"""Sybil's conftest.py, as its documentation has it, with an evaluator for bash."""

import subprocess

from sybil import Example, Sybil  # type: ignore[import-not-found]
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser  # type: ignore[import-not-found]


def bash(example: Example) -> None:
    subprocess.run(["bash", "-c", example.parsed], check=True)


PARSERS = [PythonCodeBlockParser(), CodeBlockParser("bash", bash)]

pytest_collect_file = Sybil(parsers=PARSERS, patterns=["*.md"]).pytest()
