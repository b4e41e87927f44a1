"""The mutants of a program: what its edits make of it, without what does not parse and what is the same program."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tree_sitter import Node

from asrun.examples.languages import CURL, PYTHON, Language
from asrun.examples.recording import difference
from asrun.mutation import operators, shell
from asrun.mutation.syntax import Mutation, parse, tokens


@dataclass(frozen=True)
class Mutant:
    """`file`, in `language`, with one mistake. `was` and `becomes` are the first lines that differ."""

    file: Path
    language: Language
    operator: str
    original: bytes
    text: bytes

    @cached_property
    def _difference(self) -> tuple[int, str, str]:
        return difference(self.original.decode(), self.text.decode())

    @property
    def line(self) -> int:
        """The number of the first line that differs, from 1."""
        return self._difference[0]

    @property
    def was(self) -> str:
        return self._difference[1].strip()

    @property
    def becomes(self) -> str:
        return self._difference[2].strip()


@cache
def mutants(file: Path, language: Language) -> tuple[Mutant, ...]:
    """The mutants of `file` that count, each text once."""
    return tuple(_mutants(file, language))


def _mutants(file: Path, language: Language) -> Iterator[Mutant]:
    original = file.read_bytes()
    root = parse(language, original)
    seen = {original}
    same = _meaning(language, original)
    for edit in edits(language, root):
        text = edit.applied(original)
        if text not in seen and _parses(language, text) and _meaning(language, text) != same:
            yield Mutant(file, language, edit.operator, original, text)
        seen.add(text)


def edits(language: Language, root: Node) -> Iterator[Mutation]:
    return shell.edits(root) if language is CURL else operators.edits(language, root)


def _parses(language: Language, text: bytes) -> bool:
    if language is CURL:
        return subprocess.run(["bash", "-n"], input=text, capture_output=True, check=False).returncode == 0
    if language is PYTHON:
        try:
            compile(text, "python.py", "exec")
        except (SyntaxError, ValueError):
            return False
        return True
    return not parse(language, text).has_error


def _meaning(language: Language, text: bytes) -> object:
    """What is equal for programs that are the same but for layout, comments and annotations."""
    if language is CURL:  # a space that is escaped is no token
        return tokens(language, text), re.findall(rb"\\(.)", text, re.DOTALL)
    if language is not PYTHON:
        return tokens(language, text)
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            body = [each for each in node.body if not _does_nothing(each)]
            node.body = body or [ast.Pass()]
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.dump(tree)


def _does_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )
