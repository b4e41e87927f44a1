"""`python -m asrun init CONTRACT [PAGES]`: writes the tables of a project, from its contract and a folder of its pages.

These are asrun.toml, and an example.toml for each section of a page that has programs in fences, and for each folder of
snippets/ that has programs as files, to which those of the contract's extensions go. What exists stays as it is. An
example must send what its programs send to the mock, and get the success that the contract declares. Anything else is a
finding, which `asrun baseline` can list.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from asrun import ROOT
from asrun.contract import Contract
from asrun.journal import Exchange
from asrun.pages.markdown import Fence, fences, sections
from asrun.published import made_up_key, numbered, published, variable_of_key, variables_in
from asrun.settings import FILE, SNIPPETS, glimpse_settings
from asrun.text import FileError, glimpse

if TYPE_CHECKING:
    from asrun.examples.pool import Runs

FORMS = (
    r"<[A-Z][A-Z0-9 _-]+>",
    r"<(?:your[ \w-]*|(?:api[ _-]?)?key|token)>",
    r"\{\{ *\w+ *\}\}",
    r"(?<![<\w])(?:[a-z]+[_-])*YOUR[_-][A-Z0-9_-]+",
    r"\byour(?:-[a-z-]+|_\w*(?:key|token|secret)\b)",
)
"""What placeholders look like: those that occur in fences become the project's."""
BUILDERS = {
    "mkdocs.yml": 'build = "python -m mkdocs build --strict --site-dir {folder}"\ntheme = "material"',
    "docusaurus.config.js": 'folder = "build" # built before\ntheme = "docusaurus"',
    "docusaurus.config.ts": 'folder = "build" # built before\ntheme = "docusaurus"',
    "astro.config.mjs": 'folder = "dist" # built before\ntheme = "starlight"',
}


def main(arguments: Sequence[str]) -> int:
    """The exit status. Raises FileError and ContractError."""
    if not arguments or not all((ROOT / folder).is_dir() for folder in arguments[1:]):
        sys.stderr.write("usage: python -m asrun init CONTRACT [PAGES]\n")
        return 2
    contract = Contract.load(ROOT / arguments[0])
    samples = list(published(contract))
    pages = sorted(page for folder in arguments[1:] for page in (ROOT / folder).rglob("*.md*"))
    if not (ROOT / FILE).exists():
        texts = [
            *(fence.text for page in pages for fence in fences(glimpse(page))),
            *(text for *_, programs in samples for text in programs.values()),
        ]
        _write(ROOT / FILE, _settings(arguments[0], contract, texts))
    usual = {}
    for name, operation, programs in samples:
        usual[ROOT / SNIPPETS / name / "example.toml"] = f"{operation.method} {operation.path} {operation.success}"
        for language, text in programs.items():
            if not (file := ROOT / SNIPPETS / name / language.file).exists():
                _write(file, text)
    _examples([*_of_files(), *_of_pages(pages)], usual)
    sys.stderr.writelines(_left_out(pages, contract))
    sys.stderr.write("Next: python -m asrun record, then python -m asrun baseline, then pytest\n")
    return 0


def _settings(file: str, contract: Contract, texts: Sequence[str]) -> str:
    forms = "|".join(form for form in FORMS if any(re.search(form, text) for text in texts))
    placeholders = f"placeholders = '{forms}'\n" if forms else ""
    site = next((f"\n[site]\n{site}\n" for name, site in BUILDERS.items() if (ROOT / name).is_file()), "")
    if not contract.security_schemes:
        return f"contract = {json.dumps(file)}\n{placeholders}{site}"
    keys = f'keys.main = {{ secret = "{made_up_key(contract)}" }}\n'
    variable = variable_of_key(texts)
    environment = f'environment = {{ {variable} = "{{main}}" }}\n' if variable else ""
    return f"contract = {json.dumps(file)}\n{placeholders}{environment}{keys}{site}"


def _of_files() -> Iterator[tuple[Path, str, str]]:
    """For each folder of programs its table, how that begins, and the text of the programs."""
    from asrun.examples.example import languages_in  # noqa: PLC0415 # it reads asrun.toml

    used = languages_in(ROOT / SNIPPETS)
    for folder in sorted(path for path in ROOT.glob(f"{SNIPPETS}/*/*") if path.is_dir()):
        files = [folder / language.file for language in used]
        lacking = [language.name for language in used if not (folder / language.file).is_file()]
        if len(lacking) < len(used):
            head = "".join(f'without.{name} = "There is no program."\n' for name in lacking)
            yield folder / "example.toml", head, "".join(map(glimpse, files))


def _of_pages(pages: Sequence[Path]) -> Iterator[tuple[Path, str, str]]:
    """The same for each section of a page that has programs."""
    for page in pages:
        name = page.relative_to(ROOT)
        folder = ROOT / SNIPPETS / "-".join(name.with_suffix("").parts[1:])
        for anchor in (anchor for anchor, found in sections(glimpse(page)).items() if found):
            place = f"{name.as_posix()}#{anchor}".removesuffix("#")
            several = list(_of_section(place))
            for number, programs in enumerate(several, 1):
                nth = f"nth = {number}\n" if several[1:] else ""
                if any(language != "curl" or "curl " in fence.text for language, fence in programs.items()):
                    text = "\n".join(fence.text for fence in programs.values())
                    table = folder / numbered(anchor or "top", number) / "example.toml"
                    yield table, f"page = {json.dumps(place)}\n{nth}", text


def _of_section(place: str) -> Iterator[Mapping[str, Fence]]:
    """Its first program in each language, then its second ones, and so on."""
    from asrun.examples.section import read_section  # noqa: PLC0415

    with suppress(FileError):
        for nth in count(1):
            yield read_section(ROOT, place, ROOT / FILE, nth).programs


def _left_out(pages: Sequence[Path], contract: Contract) -> Iterator[str]:
    """How many programs there are in each language that asrun.toml doesn't have: nothing runs them."""
    from asrun.examples.languages import LANGUAGES  # noqa: PLC0415

    known = {"", "http", "json", "text", *(name for each in LANGUAGES for name in (each.fence, *each.aliases))}
    every = [fence for page in pages for fence in fences(glimpse(page))]
    its = Counter(each.language for each in every if any(origin in each.text for origin in contract.origins))
    for name in sorted(its.keys() - known):
        key = name if re.fullmatch(r"[\w-]+", name) else json.dumps(name)
        fix = f"if it's a program, add [languages.{key}] to {FILE}, and run asrun init again"
        yield f"No test runs the code in {name} on the pages (blocks: {its[name]}): {fix}\n"


def _examples(found: Sequence[tuple[Path, str, str]], usual: Mapping[Path, str]) -> None:
    from asrun.examples.pool import SIZE, Runs  # noqa: PLC0415
    from asrun.project import load_api  # noqa: PLC0415
    from asrun.transport.server import MockServer  # noqa: PLC0415

    def write(new: tuple[Path, str, str]) -> str:
        return _example(runs, *new, usual.get(new[0]))

    api = load_api(ROOT)
    sys.stderr.writelines(f"The mock cannot do {limit}\n" for limit in api.limits)
    with MockServer(api, walled=True) as server, Runs(server) as runs, ThreadPoolExecutor(SIZE) as pool:
        for said in pool.map(write, [each for each in found if not each[0].exists()]):
            sys.stderr.write(said)


def _example(runs: "Runs", table: Path, head: str, text: str, usual: str | None) -> str:
    """Writes the table of an example, unless its programs send nothing and there is no `usual` request.

    Returns what there is to tell of it.
    """
    from asrun.examples.example import load_example, placeholders  # noqa: PLC0415
    from asrun.examples.runs import needed  # noqa: PLC0415
    from asrun.examples.verdict import said  # noqa: PLC0415

    api = runs.server.api
    key = json.dumps(f"{{{next(iter(api.keys), '')}}}")
    filled = [f"placeholders.{json.dumps(name)} = {key}\n" for name in sorted(placeholders(text))]
    variables = {*variables_in(text), *glimpse_settings(ROOT).get("environment", ())}
    filled += [f"environment.{name} = {key}\n" for name in sorted(variables) if api.keys]
    rest = "".join(filled)
    _write(table, f"{head}exchanges = []\n{rest}")
    try:
        example = load_example(table.parent, api)
        outcomes = [runs[case] for case in needed(example)]
    except FileError as error:
        return f"{error}\n"
    sent = Counter(tuple(_lines(outcome.exchanges, api.contract)) for outcome in outcomes)
    if written := {file.removeprefix("work/") for outcome in outcomes for file in outcome.ended.files}:
        head += f"writes = {json.dumps(sorted(written))}\n"

    def rank(lines: Sequence[str]) -> tuple[bool, bool, int]:
        known = all(api.contract.operation_of(*line.split()[:2]) for line in lines)
        return bool(lines), known, sent[tuple(lines)]

    exchanges = max(sent, key=rank) or (usual and [usual])
    if exchanges:
        _write(table, f"{head}exchanges = {json.dumps(exchanges)}\nfields = []\n{rest}")
        return ""
    why = next(filter(None, map(said, outcomes)), "")
    table.unlink()
    with suppress(OSError):  # it has programs in files
        table.parent.rmdir()
    return f"{table.parent.relative_to(ROOT)}: its programs send nothing{why}, so it is no example\n"


def _lines(exchanges: Sequence[Exchange], contract: Contract) -> Iterator[str]:
    """The exchanges as example.toml has them, each with the success that the contract declares."""
    from asrun.examples.wire import line  # noqa: PLC0415

    for exchange in exchanges:
        sent, _, status = line(exchange).rpartition(" ")
        operation = contract.operation_of(exchange.request.method, exchange.request.path)
        success = operation.success if operation else "200"
        yield f"{sent} {status if status.startswith('2') else success}"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")
