"""The table of an example, example.toml: its keys, and what each must hold."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from asrun.settings import EXCHANGES, FLAG, INTEGER, REASONS, STATUSES, STRING, STRINGS, TABLE, check
from asrun.text import FileError, read_toml

KEYS = {
    "exchanges": EXCHANGES,
    "fields": STRINGS,
    "libraries": STRINGS,
    "programs": STRING,
    "page": STRING,
    "nth": INTEGER,
    "files": STRINGS,
    "writes": STRINGS,
    "without": REASONS,
    "fault": STRING,
    "placeholders": TABLE,
    "environment": TABLE,
    "exit": STATUSES,
    "proved_by": STRING,
    "live": FLAG,
    "homes": FLAG,
    "says": STRINGS,
}


def read(table: Path) -> dict[str, Any]:
    """What example.toml says. Raises FileError where it is not there, or a key or a value is none of `KEYS`."""
    if not table.exists():
        raise FileError(table, "a file", "none", "say in it what the example must send: exchanges = [...]")
    settings = read_toml(table)
    if "exchanges" not in settings:
        raise FileError(table, "exchanges", "none", 'add it: exchanges = ["POST /v1/generate 200"]')
    check(table, settings, KEYS)
    return settings


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
