"""The files below snippets/contract/: which pages include them, what each must hold, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from asrun.contract import Contract
from asrun.derived.tables import FORMS, Reference
from asrun.examples.recording import difference
from asrun.finding import Finding, quote
from asrun.pages.markdown import derived
from asrun.references import ContractError
from asrun.settings import SNIPPETS, project_settings
from asrun.text import glimpse

FOLDER = f"{SNIPPETS}/contract"


def write(root: Path, contract: Contract) -> list[Finding]:
    """Writes what pages include, and removes what none does; gives what cannot be made from the contract."""
    texts, findings = _texts(root, contract)
    for name in _written(root).union(texts):
        path = root / FOLDER / f"{name}.md"
        if name in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(texts[name], encoding="utf-8", newline="\n")
        else:
            path.unlink(missing_ok=True)
    return findings


def check(root: Path, contract: Contract) -> Iterator[Finding]:
    """Compares what is written with the contract, and with what pages include."""
    texts, findings = _texts(root, contract)
    yield from findings
    fix = "run python -m asrun record, and read the diff"
    for name, text in texts.items():
        file = f"{FOLDER}/{name}.md"
        if (written := glimpse(root / file)) != text:
            line, expected, actual = difference(text, written)
            where = _place(root, contract, name)
            yield Finding(where=where, file=f"{file}:{line}", expected=quote(expected), actual=quote(actual), fix=fix)
    for name in sorted(_written(root).difference(texts, _includes(root))):
        file, expected = f"{FOLDER}/{name}.md", "a page that includes it"
        yield Finding(file=file, expected=expected, actual="none", fix="include it, or run python -m asrun record")


def _includes(root: Path) -> Mapping[str, tuple[str, int, str]]:
    """The page that includes each text first, the line, and the id of the heading above it."""
    found: dict[str, tuple[str, int, str]] = {}
    for page in sorted((root / "docs").rglob("*.md")):
        for each in derived(glimpse(page)):
            found.setdefault(each.name, (page.relative_to(root).as_posix(), each.line, each.heading))
    return found


def _texts(root: Path, contract: Contract) -> tuple[Mapping[str, str], list[Finding]]:
    """What each text must be, and which cannot be made."""
    includes, texts, findings = _includes(root), {}, []
    sections = {name.partition("/without/")[0]: (page, heading) for name, (page, _, heading) in includes.items()}
    reference = Reference(contract, sections)
    for name, (page, line, _) in includes.items():
        try:
            texts[name] = reference.text(name, page)
        except (ContractError, LookupError, TypeError, AttributeError, ValueError, RecursionError) as error:
            expected = f"a part of the contract for contract/{name}.md"
            actual = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
            fix = "correct its name, or the contract"
            findings.append(Finding(where=f"{page}:{line}", expected=expected, actual=actual, fix=fix))
    return texts, findings


def _written(root: Path) -> set[str]:
    names = (path.relative_to(root / FOLDER).as_posix().removesuffix(".md") for path in root.glob(f"{FOLDER}/**/*.md"))
    return {name for name in names if any(re.fullmatch(form, name) for form in FORMS)}


def _place(root: Path, contract: Contract, name: str) -> str:
    """Where the contract has the operation or the schema of a text, as far as its lines tell."""
    file, word = project_settings(root)["contract"], re.escape(name.split("/")[min(1, name.count("/"))])
    lines = contract.source.decode().splitlines()
    form = re.compile(rf"""\s*"?(operationId"?: *"?{word}\b|{word}"?:)""")
    return next((f"{file}:{number}" for number, line in enumerate(lines, 1) if form.match(line)), file)
