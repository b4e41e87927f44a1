"""The table of an example, example.toml: its keys, and what each must hold."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from asrun.text import FileError, read_toml

STRING, STRINGS, TABLE, FLAG = "a string", "a list of strings", "a table of strings", "true or false"
EXCHANGES, REASONS, STATUSES = 'a list of "METHOD /path STATUS"', "a table of reasons", "a table of integers"

KEYS = {
    "exchanges": EXCHANGES,
    "fields": STRINGS,
    "requests": FLAG,
    "programs": STRING,
    "files": STRINGS,
    "without": REASONS,
    "fault": STRING,
    "placeholders": TABLE,
    "environment": TABLE,
    "exit": STATUSES,
    "proved_by": STRING,
    "live": FLAG,
}


def read(table: Path) -> dict[str, Any]:
    """What example.toml says. Raises FileError where it is not there, or a key or a value is none of `KEYS`."""
    if not table.exists():
        raise FileError(table, "a file", "none", "say in it what the example must send: exchanges = [...]")
    settings = read_toml(table)
    if "exchanges" not in settings:
        raise FileError(table, "exchanges", "none", 'add it: exchanges = ["POST /v1/generate 200"]')
    for key, value in settings.items():
        if key not in KEYS:
            raise FileError(table, f"no key but {', '.join(KEYS)}", f'"{key}"', "remove it, or correct its spelling")
        if not _is(KEYS[key], value):
            raise FileError(table, f"{key} to be {KEYS[key]}", repr(value), "write one")
    return settings


def _is(kind: str, value: Any) -> bool:
    if kind in (STRING, FLAG):
        return isinstance(value, str if kind == STRING else bool)
    if not isinstance(value, list if kind in (STRINGS, EXCHANGES) else dict):
        return False
    members = value if isinstance(value, list) else list(value.values())
    if kind == STATUSES:
        return all(type(each) is int for each in members)
    form = {EXCHANGES: r"[A-Z]+ /\S* [1-5]\d\d", REASONS: r".*\S.*"}.get(kind, r"[^\0]*")
    return all(isinstance(each, str) and re.fullmatch(form, each) for each in members)


def filled(table: Path, settings: Mapping[str, Any], key: str, keys: Mapping[str, str]) -> dict[str, str]:
    """The strings of a table, each `{name}` in them filled by the key of that name."""
    filled = {}
    for name, template in settings.get(key, {}).items():
        try:
            filled[name] = template.format_map(keys)
        except (KeyError, ValueError, IndexError) as error:
            expected = f"{key}.{name} to name a key of the API, one of {', '.join(keys)}"
            raise FileError(table, expected, f'"{template}"', "write it as {read}") from error
    return filled
