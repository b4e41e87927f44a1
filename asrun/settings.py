"""Tables of settings, read strictly: their keys, and what each must hold. asrun.toml is the project's."""

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from asrun import ROOT
from asrun.text import FileError, glimpse_toml, read_toml

PATTERN = "a regular expression"
STRING, STRINGS, TABLE, FLAG = "a string", "a list of strings", "a table of strings", "true or false"
INTEGER = "an integer"
EXCHANGES, REASONS, STATUSES = 'a list of "METHOD /path STATUS"', "a table of reasons", "a table of integers"

Kinds = Mapping[str, Any]
"""What each key holds: one of the texts above, one of a tuple's, or the kinds of a table's keys.

Those of "*" are every other key's.
"""

LANGUAGE = {
    "label": STRING,
    "file": STRING,
    "fence": STRING,
    "aliases": STRINGS,
    "command": STRINGS,
    "prepare": STRINGS,
    "environment": TABLE,
    "caches": STRINGS,
    "packages": STRINGS,
    "install": STRINGS,
    "packages_in": STRING,
    "prints": ("text", "body"),
}
SITE = {"build": STRING, "folder": STRING, "theme": ("material", "docusaurus", "starlight")}
HOME = {
    "why": STRING,
    "matters_to": STRINGS,
    **dict.fromkeys(("files", "environment", "says"), TABLE),
    **dict.fromkeys(("folder", "umask"), STRING),
    "login": FLAG,
}
FORM = {
    **dict.fromkeys(("shells", "private", "once", "says"), STRINGS),
    **dict.fromkeys(("then", "holds"), STRING),
    "environment": TABLE,
}
CLAIMS = {"tests": STRINGS, "also": STRINGS, "comments": STRINGS, "without": STRINGS, "words": {"*": TABLE}}
FIGURE = {"files": STRING, "find": PATTERN, "divided_by": INTEGER, "plus": INTEGER}
PICTURE = {"session": STRINGS, "judge": STRINGS, "files": TABLE, "page": STRING}
PROJECT = {
    "contract": STRING,
    "api": STRING,
    "snippets": STRING,
    "external_hosts": STRINGS,
    "copies": FLAG,
    "remember": FLAG,
    "placeholders": PATTERN,
    "client_fields": PATTERN,
    "environment": TABLE,
    "keys": {"*": {"secret": STRING, "scheme": STRING, "scopes": STRINGS}},
    "languages": {"*": LANGUAGE},
    "site": SITE,
    "homes": {"*": HOME},
    "forms": {"*": FORM},
    "agree": dict.fromkeys(("outputs", "links", "descriptions", "navigation", "counts", "places"), FLAG),
    "steps": {"*": STRINGS},
    "claims": CLAIMS,
    "figures": {"*": FIGURE},
    "unproved": REASONS,
    "pictures": {"*": PICTURE},
    "promises": {"*": STRINGS},
}
FILE = "asrun.toml"


def project_settings(project: Path) -> dict[str, Any]:
    """What `project`/asrun.toml says. Raises FileError where it is not there, or a key or a value is not known."""
    file = project / FILE
    if not file.exists():
        raise FileError(file, "a project's settings", "no such file", "write them: asrun init openapi.yaml docs")
    settings = read_toml(file)
    check(file, settings, PROJECT)
    if "contract" not in settings:
        raise FileError(file, "contract to be a string", "none", 'write contract = "docs/openapi.yaml"')
    return settings


def glimpse_settings(project: Path) -> dict[str, Any]:
    """The same, empty where there is a mistake in it: for what is read before anything can fail in one line."""
    settings = glimpse_toml(project / FILE)
    with suppress(FileError):
        check(project / FILE, settings, PROJECT)
        return settings
    return {}


def check(file: Path, settings: Mapping[str, Any], kinds: Kinds, table: str = "") -> None:
    """Raises FileError where a key or a value in the file's settings, or in the `table` of them, is not of its kind."""
    for key, value in settings.items():
        name, kind = f"{table}{key}", kinds.get(key, kinds.get("*"))
        if kind is None:
            expected = f"no key but {', '.join(f'{table}{each}' for each in kinds)}"
            raise FileError(file, expected, f'"{name}"', "remove it, or correct its spelling")
        if not (isinstance(value, dict) if isinstance(kind, Mapping) else _is(kind, value)):
            listed = f"one of {', '.join(kind)}" if isinstance(kind, tuple) else "a table"
            described = kind if isinstance(kind, str) else listed
            raise FileError(file, f"{name} to be {described}", repr(value), "write one")
        if isinstance(kind, Mapping):
            check(file, value, kind, f"{name}.")


def _is(kind: str | tuple[str, ...], value: Any) -> bool:
    if isinstance(kind, tuple):
        return value in kind
    if kind == PATTERN:
        return isinstance(value, str) and _compiles(value)
    if kind in (STRING, FLAG, INTEGER):
        return type(value) is {STRING: str, FLAG: bool, INTEGER: int}[kind]
    if not isinstance(value, list if kind in (STRINGS, EXCHANGES) else dict):
        return False
    members = value if isinstance(value, list) else list(value.values())
    if kind == STATUSES:
        return all(type(each) is int for each in members)
    form = {EXCHANGES: r"[A-Z]+ /\S* [1-5]\d\d", REASONS: r".*\S.*"}.get(kind, r"[^\0]*")
    return all(isinstance(each, str) and re.fullmatch(form, each) for each in members)


def _compiles(pattern: str) -> bool:
    with suppress(re.error):
        return bool(re.compile(pattern))
    return False


SNIPPETS: str = glimpse_settings(ROOT).get("snippets", "snippets")
"""The folder of the examples, below the project's."""
