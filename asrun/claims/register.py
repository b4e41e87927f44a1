"""The claims: what tests provoke, what examples show, and what nobody can test, each where it says so.

A test says it in a mark, `@pytest.mark.says("A revoked key gets a 404.")`, an example in `says` of its example.toml, a
form in its table, and asrun.toml has the rest in [unproved], with the reason. `{name}` in a claim is a figure of it.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asrun.settings import FILE, SNIPPETS
from asrun.text import FileError, glimpse, glimpse_toml, line_of

MARK = "says"


@dataclass(frozen=True)
class Claim:
    """A text, and `where` it is bound: `file:line`, and the test or example that `proof` names, empty for none."""

    text: str
    where: str
    proof: str = ""


def claims(project: Path, settings: Mapping[str, Any]) -> Iterator[Claim]:
    """Every claim of the project, its figures filled. Raises FileError for a figure that is not there."""
    numbers = figures(project, settings.get("figures", {}))
    for claim in (*_of_tests(project, settings), *_of_examples(project), *_of_settings(project, settings)):
        text = re.sub(r"\{(\w+)\}", lambda name: numbers.get(name[1], name[0]), claim.text)
        yield Claim(text, claim.where, claim.proof)


def figures(project: Path, settings: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The numbers that asrun.toml names, each from the files that decide it. Raises FileError."""
    return {name: _figure(project, name, its) for name, its in settings.items()}


def _figure(project: Path, name: str, its: Mapping[str, Any]) -> str:
    texts = [glimpse(path) for path in sorted(project.glob(its["files"]))]
    found = {number.replace("_", "") for text in texts for number in re.findall(its["find"], text, re.MULTILINE)}
    if len(found) != 1:
        expected = f"one number at {its['find']!r} in {its['files']}"
        fix = "let all of them agree, or correct the pattern"
        raise FileError(project / FILE, f"figures.{name} to find {expected}", ", ".join(sorted(found)) or "none", fix)
    (number,) = found
    return str(int(number) // its.get("divided_by", 1) + its.get("plus", 0)) if number.isdigit() else number


def _of_tests(project: Path, settings: Mapping[str, Any]) -> Iterator[Claim]:
    for name, proof, texts in marks(project, settings, MARK):
        yield from (Claim(str(text.value), f"{name}:{text.lineno}", proof) for text in texts)


def marks(project: Path, settings: Mapping[str, Any], mark: str) -> Iterator[tuple[str, str, list[ast.Constant]]]:
    """The marks of that name in the tests of [claims]: the file, what it is at, and the texts that it is given.

    It is at a test, `file::test`, or at the file where the module itself has it.
    """
    for folder in settings.get("claims", {}).get("tests", ()):
        for path in sorted((project / folder).rglob("test_*.py")):
            name, source = path.relative_to(project).as_posix(), glimpse(path)
            for node in _parsed(source) if f"mark.{mark}(" in source else ():
                proof = f"{name}::{node.name}" if isinstance(node, ast.FunctionDef) else name
                for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
                    if isinstance(call.func, ast.Attribute) and call.func.attr == mark:
                        yield name, proof, [each for each in call.args if isinstance(each, ast.Constant)]


def _parsed(source: str) -> Sequence[ast.stmt]:
    """The statements of a module; none of one that Python cannot read, which pytest reports."""
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError):
        return ()


def _of_examples(project: Path) -> Iterator[Claim]:
    for table in sorted((project / SNIPPETS).glob("*/*/example.toml")):
        says = glimpse_toml(table).get(MARK, [])
        name = table.relative_to(project).as_posix()
        for text in says if isinstance(says, list) else ():
            yield Claim(text, _line(table, name, text), name)


def reasons(project: Path, settings: Mapping[str, Any]) -> Iterator[Claim]:
    """What else compares with the pages: why a home matters, and why an example lacks a language."""
    yield from (Claim(home["why"], FILE) for home in settings.get("homes", {}).values())
    for table in sorted((project / SNIPPETS).glob("*/*/example.toml")):
        lacks = glimpse_toml(table).get("without", {})
        yield from (Claim(text, table.relative_to(project).as_posix()) for text in lacks.values())


def _of_settings(project: Path, settings: Mapping[str, Any]) -> Iterator[Claim]:
    forms = settings.get("forms", {}).values()
    for text in (*settings.get("unproved", {}), *(text for form in forms for text in form.get(MARK, ()))):
        yield Claim(text, _line(project / FILE, FILE, text))


def _line(file: Path, name: str, text: str) -> str:
    number = line_of(glimpse(file), text)
    return f"{name}:{number}" if number else name
