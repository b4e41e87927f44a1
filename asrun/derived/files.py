"""The files below snippets/contract/: which pages include them, what each must hold, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from asrun.contract import Contract
from asrun.derived.tables import FORMS, Reference
from asrun.examples.recording import difference
from asrun.finding import Finding, quote
from asrun.pages.markdown import Include, derived
from asrun.references import ContractError
from asrun.settings import SNIPPETS, project_settings
from asrun.text import glimpse

FOLDER = f"{SNIPPETS}/contract"


def write(root: Path, contract: Contract) -> list[Finding]:
    """Writes what pages include, and removes what none does; gives what cannot be made from the contract."""
    texts = _texts(root, contract)
    for name in _written(root).union(texts):
        path, text = root / FOLDER / f"{name}.md", texts.get(name)
        if isinstance(text, str):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        else:
            path.unlink(missing_ok=True)
    return [text for text in texts.values() if isinstance(text, Finding)]


def check(root: Path, contract: Contract) -> Iterator[Finding]:
    """Compares what is written with the contract, and with what pages include."""
    texts = _texts(root, contract)
    for name, text in texts.items():
        file = f"{FOLDER}/{name}.md"
        if isinstance(text, Finding):
            yield text
        else:
            for line, expected, actual in _differences(text, glimpse(root / file)):
                where, fix = (
                    _place(root, contract, name, expected, actual),
                    "run python -m asrun record, and read the diff",
                )
                what = {"expected": quote(expected), "actual": quote(actual)}
                yield Finding(where=where, file=f"{file}:{line}", **what, fix=fix)
    for name in sorted(_written(root).difference(texts)):
        file, expected = f"{FOLDER}/{name}.md", "a page that includes it"
        yield Finding(file=file, expected=expected, actual="none", fix="include it, or run python -m asrun record")


def _texts(root: Path, contract: Contract) -> Mapping[str, str | Finding]:
    """What each text that a page includes must be, or why it cannot be made."""
    first: dict[str, tuple[str, Include]] = {}  # links suit the first page that has the text
    for path in sorted((root / "docs").rglob("*.md")):
        for each in derived(glimpse(path)):
            first.setdefault(each.name, (path.relative_to(root).as_posix(), each))
    sections = {name.partition("/without/")[0]: (page, each.heading) for name, (page, each) in first.items()}
    reference, texts = Reference(contract, sections), dict[str, str | Finding]()
    for name, (page, each) in first.items():
        try:
            texts[name] = reference.text(name, page)
        except (ContractError, LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
            where, expected = f"{page}:{each.line}", f"a part of the contract for contract/{name}.md"
            actual = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            fix = "correct its name, or the contract"
            texts[name] = Finding(where=where, expected=expected, actual=actual, fix=fix)
    return texts


def _written(root: Path) -> set[str]:
    names = (path.relative_to(root / FOLDER).as_posix().removesuffix(".md") for path in root.glob(f"{FOLDER}/**/*.md"))
    return {name for name in names if any(re.fullmatch(form, name) for form in FORMS)}


def _differences(text: str, written: str) -> Iterator[tuple[int, str, str]]:
    """Each line that differs, with its number (from 1), or the first one where lines came or went."""
    lines, its = text.splitlines(keepends=True), written.splitlines(keepends=True)
    if len(lines) == len(its):
        pairs = enumerate(zip(lines, its, strict=True), 1)
        yield from ((number, expected, actual) for number, (expected, actual) in pairs if expected != actual)
    else:
        yield difference(text, written)


def _place(root: Path, contract: Contract, name: str, expected: str, actual: str) -> str:
    """Where the contract has what only is expected, or else the operation or the schema of the text."""
    file, (part, _, word) = project_settings(root)["contract"], name.partition("/")
    key = r'operationId"?: *"?' if part in ("operations", "webhooks") else ""
    form = re.compile(rf"""\s*"?{key}{re.escape(word.partition("/")[0] or part)}(?!\w)""")
    lines = list(enumerate(contract.source.decode().splitlines(), 1))
    start = next((number for number, line in lines if form.match(line)), 0)
    new = [cell.strip(" `\n") for cell in expected.split("|") if cell not in actual.split("|")]
    its = (
        number for number, line in [*lines[start:], *lines] if any(len(cell) > 3 and cell[:40] in line for cell in new)
    )
    return f"{file}:{number}" if (number := next(its, start)) else file
