"""An example: a folder snippets/<page>/<example>/, read strictly, so that a mistake in it is named."""

import re
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from asrun import ROOT
from asrun.api import Api
from asrun.examples.languages import LANGUAGES, REQUEST, Language
from asrun.examples.section import Section, read_section
from asrun.examples.settings import filled, read
from asrun.finding import Finding
from asrun.pages.markdown import places
from asrun.settings import SNIPPETS, glimpse_settings
from asrun.text import FileError, read_text
from asrun.transport.faults import FAULTS, WAYS, every_fault

RESPONSE, OUTPUT, ERRORS = "response.http", "output.txt", "errors.txt"
ERRORS_OF = {language: f"{language.name}-{ERRORS}" for language in LANGUAGES}
"""Where what a language writes to standard error differs from the others."""
RECORDINGS = (RESPONSE, OUTPUT, ERRORS, *ERRORS_OF.values())

LIVE_KEY = "read"
"""The one key that an example which is live may need."""

PLACEHOLDER: re.Pattern[str] = re.compile(glimpse_settings(ROOT).get("placeholders", r"YOUR_[A-Z0-9_]+"))
"""What the reader replaces in a program: asrun.toml says what it looks like."""


def placeholders(text: str) -> set[str]:
    """The placeholders in a text."""
    return {found[0] for found in PLACEHOLDER.finditer(text)}


@dataclass(frozen=True, eq=False)
class Example:
    """What an example's folder says. `fields` is None where no response is recorded; placeholders are filled in.

    `files` is what the reader has put beside the program, `writes` what the program leaves there. `without` says why
    the example lacks a language, by its name. Programs that do not end by themselves, such as servers, are run by the
    test `proved_by`. What is `live` can be run against any deployment, with any key that can read: it changes nothing
    there, and needs nothing to be there. The programs are fences of the `section`, or else files in `programs`. With
    `homes`, every test run tries them at all homes, and not `make check` alone.
    """

    name: str
    folder: Path
    programs: Path
    section: Section | None
    files: tuple[Path, ...]
    writes: tuple[str, ...]
    languages: tuple[Language, ...]
    without: Mapping[str, str]
    exchanges: tuple[str, ...]
    fields: tuple[str, ...] | None
    libraries: tuple[str, ...]
    fault: str | None
    placeholders: Mapping[str, str]
    environment: Mapping[str, str]
    exits: Mapping[str, int]
    proved_by: str | None
    live: bool
    homes: bool

    @property
    def loses_response(self) -> bool:
        """Whether each language says in its own words why there is no usable response."""
        return self.fault in (*WAYS, *FAULTS)

    def program(self, language: Language) -> bytes:
        """The program byte for byte, but for the placeholders, which are replaced as the reader does."""
        return PLACEHOLDER.sub(lambda found: self.placeholders[found.group()], self.source(language)).encode()

    def source(self, language: Language) -> str:
        """The program as the page shows it."""
        if self.section:
            return f"{self.section.programs[language.name].text}\n"
        return read_text(self.programs / language.file)

    def recording(self, file: str) -> str | None:
        path = self.folder / file
        return read_text(path) if path.exists() or path.is_symlink() else None

    def finding(self, file: str, tab: str, expected: str, actual: str, fix: str) -> Finding:
        """A finding about `file`, one of the example's, at the place where a page shows it.

        Where no page shows the program, its place is that of what it left, in the tab of its language if it has one.
        """
        language = next((language for language in self.languages if language.file == file), None)
        label = language.label if language else ""
        if self.section:
            fence = self.section.programs[(language or self.languages[0]).name]
            where, named = self.section.where(fence), f"{SNIPPETS}/{self.name}{'' if language else '/' + file}"
            return Finding(where=where, tab=tab, file=named, expected=expected, actual=actual, fix=fix)
        files, named = [f"{self.name}/{file}"], f"{SNIPPETS}/{self.name}/{file}"
        if label and self.programs != self.folder:
            files = [f"{self.name}/{recording}" for recording in RECORDINGS]
            named = f"{SNIPPETS}/{self.name} (the {file} of {self.programs.parent.name}/{self.programs.name})"
        shown = places(_root(self.folder))
        where = next((shown[path, its] for its in (label, "") for path in files if (path, its) in shown), "")
        return Finding(where=where, tab=tab, file=named, expected=expected, actual=actual, fix=fix)


def example_folders(root: Path) -> list[Path]:
    """The folders of examples, in order of name: contract/ has none, but for one that says so itself."""
    folders = (path for path in (root / SNIPPETS).glob("*/*") if path.is_dir())
    return sorted(each for each in folders if each.parent.name != "contract" or (each / "example.toml").exists())


def load_examples(root: Path, api: Api) -> tuple[list[Example], list[Finding]]:
    """Reads every example of the project, in order of name; one that has a mistake in it becomes a finding."""
    languages_in.cache_clear()
    examples, findings = [], []
    for folder in example_folders(root):
        try:
            examples.append(load_example(folder, api))
        except FileError as error:
            findings.append(mistake(error, root))
    return examples, findings


def mistake(error: FileError, root: Path) -> Finding:
    """The finding of a mistake in an example, at the first line of a page that shows the file, or else the example."""
    finding = error.finding(root)
    file = finding.file.removeprefix(f"{SNIPPETS}/").partition(":")[0]
    folder = "/".join(file.split("/")[:2])
    shown = places(root)
    beside = (place for (path, _), place in shown.items() if path.startswith(f"{folder}/"))
    return replace(finding, where=shown.get((file, "")) or next(beside, ""))


def load_example(folder: Path, api: Api) -> Example:
    """Reads the example in a folder. Raises FileError where it has a mistake in it."""
    table, root = folder / "example.toml", _root(folder)
    settings = read(table)
    programs = folder.parents[1] / settings.get("programs", folder)
    if "programs" in settings:
        its = programs / "example.toml"
        whole = programs != folder and its.exists() and "programs" not in read(its)
        expected = "programs to be the page/example that has the programs"
        _require(whole, table, expected, f'"{settings["programs"]}"', "name a folder that has its own")
    shown = read(programs / table.name) if "programs" in settings else settings
    section = read_section(root, shown["page"], table, shown.get("nth")) if "page" in shown else None
    without = settings.get("without", {})
    languages = _languages(programs, section, without)
    example = Example(
        name=f"{folder.parent.name}/{folder.name}",
        folder=folder,
        programs=programs,
        section=section,
        files=tuple(root / file for file in settings.get("files", ())),
        writes=tuple(settings.get("writes", ())),
        languages=languages,
        without=without,
        exchanges=tuple(re.sub("%7B(.*?)%7D", r"{\1}", each) for each in settings["exchanges"]),
        fields=tuple(settings["fields"]) if "fields" in settings else None,
        libraries=tuple(settings.get("libraries", ())),
        fault=settings.get("fault"),
        placeholders=filled(table, settings, "placeholders", api.keys),
        environment=filled(table, settings, "environment", api.keys),
        exits=dict.fromkeys((language.name for language in languages), 0) | settings.get("exit", {}),
        proved_by=settings.get("proved_by"),
        live=settings.get("live", False),
        homes=settings.get("homes", False),
    )
    _check_table(example, root, (*WAYS, *every_fault(api)), api.keys.get(LIVE_KEY))
    _check_placeholders(example)
    _check_files(example)
    if languages == (REQUEST,):
        _check_request(programs / REQUEST.file)
    return example


def _root(folder: Path) -> Path:
    return folder.parents[1 + len(Path(SNIPPETS).parts)]


def _require(holds: object, file: Path, expected: str, actual: str, fix: str) -> None:
    if not holds:
        raise FileError(file, expected, actual, fix)


def _languages(programs: Path, section: Section | None, without: Mapping[str, str]) -> tuple[Language, ...]:
    if section:
        names = section.programs.keys() - without.keys()
        return tuple(language for language in LANGUAGES if language.name in names)
    if (programs / REQUEST.file).exists():
        return (REQUEST,)
    languages = tuple(language for language in languages_in(programs.parents[1]) if language.name not in without)
    for language in languages:
        fix = f"add {language.file}, or say why not: without = {{ {language.name} = ... }}"
        _require((programs / language.file).exists(), programs, f"a program in {language.label}", "none", fix)
    return languages


@cache
def languages_in(snippets: Path) -> list[Language]:
    """Those that any example in the folder has a file of."""
    return [language for language in LANGUAGES if any(snippets.glob(f"*/*/{language.file}"))]


def _check_table(example: Example, root: Path, faults: Collection[str], key: str | None) -> None:
    names, its = [language.name for language in LANGUAGES], [language.name for language in example.languages]
    filled_in = {**example.environment, **example.placeholders}
    more = [name for name, value in filled_in.items() if value not in (key, name)]
    more += ["fault"] * bool(example.fault) + ["proved_by"] * bool(example.proved_by)
    only_reads = 'an example that is live to have exchanges, and to need no more than a key, "{read}"'
    others, spelling = f"{', '.join(more)} too" if more else "no exchange", "remove it, or correct its spelling"
    proof, from_root = root / (example.proved_by or ""), "from the project's folder"
    for holds, expected, actual, fix in (
        *((name in names, f"without to name {', '.join(names)}", f'"{name}"', spelling) for name in example.without),
        *((name in its, f"exit of {', '.join(its)}", f'"{name}"', spelling) for name in example.exits),
        *((file.is_file(), f"files to be paths {from_root}", f'"{file.name}"', spelling) for file in example.files),
        (proof.exists(), f"proved_by to be a test's path {from_root}", f'"{example.proved_by}"', spelling),
        (example.fault in (None, *faults), f"fault to be one of {', '.join(faults)}", f'"{example.fault}"', spelling),
        (example.exchanges or not example.fields, "an exchange with these fields", "none", "remove fields"),
        (not example.live or (example.exchanges and not more), only_reads, others, "remove live"),
    ):
        _require(holds, example.folder / "example.toml", expected, actual, fix)


def _check_placeholders(example: Example) -> None:
    table = example.folder / "example.toml"
    used = set()
    for language in example.languages:
        found = placeholders(example.source(language))
        for name in sorted(found - set(example.placeholders)):
            file, place = example.programs / language.file, ""
            if example.section:
                file, place = (
                    _root(example.folder) / example.section.page,
                    f":{example.section.programs[language.name].line}",
                )
            raise FileError(file, f"{name} to be declared", "no such placeholder", f"add it to {table.name}", place)
        used |= found
    for name in example.placeholders:
        _require(name in used, table, f"{name} to be in a program", "no such placeholder", "remove it, or use it")


def _check_files(example: Example) -> None:
    known = {"example.toml", *RECORDINGS}
    if example.fields is None:
        known.remove(RESPONSE)
    if example.programs == example.folder and not example.section:
        known.update(language.file for language in example.languages)
    for path in sorted(example.folder.iterdir()):
        if path.name not in known and path.suffix == ".py":
            shadows = path.stem in sys.stdlib_module_names or find_spec(path.stem)
            actual = f"{path.stem}, which a program would import"
            _require(not shadows, path, "no file named after a Python module", actual, "rename it")
        expected = f"no file but {', '.join(sorted(known))}"
        _require(path.name in known, path, expected, "another", "remove it, or correct its name")
        read_text(path)


def _check_request(file: Path) -> None:
    text = read_text(file)
    expected, fix = "a request that is sent as is", "replace the placeholder"
    _require("{{" not in text, file, expected, "{{…}}", fix)
    head, _, body = text.removesuffix("\n").partition("\n\n")
    announced = re.search(r"^(Content-Length|Transfer-Encoding):", head, re.MULTILINE | re.IGNORECASE)
    fix = f"add Content-Length: {len(body.encode())}"
    _require(announced or not body, file, "a Content-Length, as there is a body", "none", fix)
