"""An example: a folder snippets/<page>/<example>/, read strictly, so that a mistake in it is named."""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from asrun.api import Api
from asrun.examples.languages import LANGUAGES, REQUEST, Language
from asrun.examples.settings import filled, of, read, texts
from asrun.finding import Finding
from asrun.pages.markdown import places
from asrun.text import FileError, read_text
from asrun.transport.faults import every_fault

RESPONSE, OUTPUT, ERRORS, CURL_ERRORS = "response.http", "output.txt", "errors.txt", "curl-errors.txt"
RECORDINGS = (RESPONSE, OUTPUT, ERRORS, CURL_ERRORS)

AWAY = "away"
"""The fault of a server that cannot be reached; the others are asrun.transport.faults."""

LIVE_KEY = "read"
"""The one key that an example which is live may need."""

EXCHANGE = re.compile(r"[A-Z]+ /\S* [1-5]\d\d")
PLACEHOLDER = re.compile(r"YOUR_[A-Z0-9_]+")


@dataclass(frozen=True, eq=False)
class Example:
    """What an example's folder says. `fields` is None where no response is recorded; placeholders are filled in.

    `files` is what the reader has put beside the program; `without` says why the example lacks a language, by its name.
    Programs that do not end by themselves, such as servers, are run by the test `proved_by`. What is `live` can be run
    against any deployment, with any key that can read: it changes nothing there, and needs nothing to be there.
    """

    name: str
    folder: Path
    programs: Path
    files: tuple[Path, ...]
    languages: tuple[Language, ...]
    without: Mapping[str, str]
    exchanges: tuple[str, ...]
    fields: tuple[str, ...] | None
    requests: bool
    fault: str | None
    placeholders: Mapping[str, str]
    environment: Mapping[str, str]
    exits: Mapping[str, int]
    proved_by: str | None
    live: bool
    places: Callable[[], Mapping[tuple[str, str], str]]

    def program(self, language: Language) -> bytes:
        """The program byte for byte, but for the placeholders, which are replaced as the reader does."""
        return PLACEHOLDER.sub(
            lambda found: self.placeholders[found.group()], read_text(self.programs / language.file)
        ).encode()

    def recording(self, file: str) -> str | None:
        path = self.folder / file
        return read_text(path) if path.exists() or path.is_symlink() else None

    def finding(self, file: str, tab: str, expected: str, actual: str, fix: str) -> Finding:
        """A finding about `file`, one of the example's, at the place where a page shows it.

        Where no page shows the program, its place is that of what it left, in the tab of its language if it has one.
        """
        label = next((language.label for language in self.languages if language.file == file), "")
        files, named = [f"{self.name}/{file}"], f"snippets/{self.name}/{file}"
        if label and self.programs != self.folder:
            files = [f"{self.name}/{recording}" for recording in RECORDINGS]
            named = f"snippets/{self.name} (the {file} of {self.programs.parent.name}/{self.programs.name})"
        places = self.places()
        where = next((places[path, its] for its in (label, "") for path in files if (path, its) in places), "")
        return Finding(where=where, tab=tab, file=named, expected=expected, actual=actual, fix=fix)


def load_examples(root: Path, api: Api) -> tuple[list[Example], list[Finding]]:
    """Reads every example below `root`/snippets, in order of name; one that has a mistake in it becomes a finding."""
    examples, findings = [], []
    shown = cache(partial(places, root))  # read when a finding asks: to parse every page takes long
    for folder in sorted(path for path in (root / "snippets").glob("*/*") if path.is_dir()):
        try:
            examples.append(_load(folder, shown, api))
        except FileError as error:
            findings.append(error.finding(root))
    return examples, findings


def _load(folder: Path, shown: Callable[[], Mapping[tuple[str, str], str]], api: Api) -> Example:
    table = folder / "example.toml"
    settings = read(table)
    exchanges = texts(table, settings, "exchanges")
    for exchange in exchanges:
        if not EXCHANGE.fullmatch(exchange):
            raise FileError(table, '"METHOD /path STATUS" in exchanges', f'"{exchange}"', "write it so")
    programs = _programs(folder, settings)
    without = _without(table, settings)
    languages = _languages(programs, without)
    fault = of(table, settings, "fault", str, None)
    if fault not in (None, *(faults := (AWAY, *every_fault(api)))):
        raise FileError(table, f"fault to be one of {', '.join(faults)}", f'"{fault}"', "name one of them")
    example = Example(
        name=f"{folder.parent.name}/{folder.name}",
        folder=folder,
        programs=programs,
        files=_files(table, settings),
        languages=languages,
        without=without,
        exchanges=exchanges,
        fields=texts(table, settings, "fields") if "fields" in settings else None,
        requests=of(table, settings, "requests", bool, False),
        fault=fault,
        placeholders=filled(table, settings, "placeholders", api.keys),
        environment=filled(table, settings, "environment", api.keys),
        exits=_exits(table, settings, languages),
        proved_by=_proof(table, settings),
        live=of(table, settings, "live", bool, False),
        places=shown,
    )
    if example.fields and not exchanges:
        raise FileError(table, "an exchange whose response has these fields", "none", "remove fields")
    _check_placeholders(example)
    _check_live(example, api.keys[LIVE_KEY])
    _check_files(example)
    _check_texts(example)
    if languages == (REQUEST,):
        _check_request(programs / REQUEST.file)
    return example


def _programs(folder: Path, settings: Mapping[str, Any]) -> Path:
    table = folder / "example.toml"
    other = of(table, settings, "programs", str, None)
    if other is None:
        return folder
    programs = folder.parent.parent / str(other)
    its_table = programs / "example.toml"
    if programs == folder or not its_table.exists() or "programs" in read(its_table):
        raise FileError(
            table,
            "programs to be the page/example that has the programs",
            f'"{other}"',
            "name a folder that has its own",
        )
    return programs


def _files(table: Path, settings: Mapping[str, Any]) -> tuple[Path, ...]:
    files = tuple(table.parents[3] / file for file in texts(table, settings, "files"))
    for file in files:
        if not file.is_file():
            raise FileError(table, "files to be paths from the project's folder", f'"{file.name}"', "correct the path")
    return files


def _without(table: Path, settings: Mapping[str, Any]) -> dict[str, str]:
    reasons: dict[str, str] = of(table, settings, "without", dict, {})
    for name, reason in reasons.items():
        if name not in {language.name for language in LANGUAGES} or not reason or type(reason) is not str:
            expected = f"without to give a reason for {', '.join(language.name for language in LANGUAGES)}"
            raise FileError(table, expected, f"{name} = {reason!r}", "say why the language cannot do it")
    return reasons


def _languages(programs: Path, without: Mapping[str, str]) -> tuple[Language, ...]:
    if (programs / REQUEST.file).exists():
        return (REQUEST,)
    languages = tuple(language for language in LANGUAGES if language.name not in without)
    for language in languages:
        if not (programs / language.file).exists():
            fix = f"add {language.file}, or say why not: without = {{ {language.name} = ... }}"
            raise FileError(programs, f"a program in {language.label}", "none", fix)
    return languages


def _exits(table: Path, settings: Mapping[str, Any], languages: tuple[Language, ...]) -> dict[str, int]:
    exits = dict.fromkeys((language.name for language in languages), 0)
    for name, status in of(table, settings, "exit", dict, {}).items():
        if name not in exits:
            raise FileError(table, f"exit of {', '.join(exits)}", f'"{name}"', "remove it, or correct its spelling")
        if type(status) is not int:
            raise FileError(table, f"exit.{name} to be an integer", repr(status), "write the exit status")
        exits[name] = status
    return exits


def _proof(table: Path, settings: Mapping[str, Any]) -> str | None:
    proof: str | None = of(table, settings, "proved_by", str, None)
    if proof and not (table.parents[3] / proof).is_file():
        raise FileError(table, "proved_by to be a test's path from the project's folder", f'"{proof}"', "correct it")
    return proof


def _check_placeholders(example: Example) -> None:
    table = example.folder / "example.toml"
    used = set()
    for language in example.languages:
        file = example.programs / language.file
        found = set(PLACEHOLDER.findall(read_text(file)))
        for name in sorted(found - set(example.placeholders)):
            raise FileError(file, f"{name} to be declared", "no such placeholder", f"add it to {table.name}")
        used |= found
    for name in example.placeholders:
        if name not in used:
            raise FileError(table, f"{name} to be in a program", "no such placeholder", "remove it, or use it")


def _check_texts(example: Example) -> None:
    for file in (*sorted(example.folder.iterdir()), *example.files):
        read_text(file)


def _check_files(example: Example) -> None:
    known = {"example.toml", *RECORDINGS}
    if example.fields is None:
        known.remove(RESPONSE)
    if example.programs == example.folder:
        known.update(language.file for language in example.languages)
    for path in sorted(example.folder.iterdir()):
        if path.name in known:
            continue
        if path.suffix == ".py" and (path.stem in sys.stdlib_module_names or find_spec(path.stem)):
            raise FileError(
                path, "no file named after a Python module", f"{path.stem}, which a program would import", "rename it"
            )
        raise FileError(path, f"no file but {', '.join(sorted(known))}", "another", "remove it, or correct its name")


def _check_live(example: Example, key: str) -> None:
    if not example.live:
        return
    filled_in = {**example.environment, **example.placeholders}
    actual = [name for name, value in filled_in.items() if value not in (key, name)]
    actual += ["fault"] * bool(example.fault) + ["proved_by"] * bool(example.proved_by)
    if actual or not example.exchanges:
        raise FileError(
            example.folder / "example.toml",
            'an example that is live to have exchanges, and to need no more than a key, "{read}"',
            f"{', '.join(actual)} too" if actual else "no exchange",
            "remove live",
        )


def _check_request(file: Path) -> None:
    text = read_text(file)
    if "{{" in text:
        raise FileError(file, "a request that is sent as it stands", "{{…}}", "write out what it stands for")
    head, _, body = text.removesuffix("\n").partition("\n\n")
    if body and not re.search(r"^(Content-Length|Transfer-Encoding):", head, re.MULTILINE | re.IGNORECASE):
        fix = f"add Content-Length: {len(body.encode())}"
        raise FileError(file, "a Content-Length, as there is a body", "none", fix)
