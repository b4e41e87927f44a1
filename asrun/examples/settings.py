"""The table of an example, example.toml: its keys, and their values in the types that they must have."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from asrun.text import FileError, read_toml

_KINDS = {str: "string", bool: "boolean", list: "list", dict: "table"}
KEYS = (
    "exchanges",
    "fields",
    "requests",
    "programs",
    "files",
    "without",
    "fault",
    "placeholders",
    "environment",
    "exit",
    "proved_by",
    "live",
)


def read(table: Path) -> dict[str, Any]:
    if not table.exists():
        raise FileError(table, "a file", "none", "say in it what the example must send: exchanges = [...]")
    settings = read_toml(table)
    for key in settings:
        if key not in KEYS:
            raise FileError(table, f"no key but {', '.join(KEYS)}", f'"{key}"', "remove it, or correct its spelling")
    if "exchanges" not in settings:
        raise FileError(table, "exchanges", "none", 'add it: exchanges = ["POST /v1/generate 200"]')
    return settings


def texts(table: Path, settings: Mapping[str, Any], key: str) -> tuple[str, ...]:
    texts = of(table, settings, key, list, [])
    if not all(isinstance(text, str) for text in texts):
        raise FileError(table, f"{key} to be strings", repr(texts), "put each in quotes")
    return tuple(texts)


def of(table: Path, settings: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = settings.get(key, default)
    if key in settings and type(value) is not kind:
        raise FileError(table, f"{key} to be a {_KINDS[kind]}", repr(value), "write one")
    return value


def filled(table: Path, settings: Mapping[str, Any], key: str, keys: Mapping[str, str]) -> dict[str, str]:
    """The strings of a table, each `{name}` in them filled by the key of that name."""
    filled = {}
    for name, template in of(table, settings, key, dict, {}).items():
        if not isinstance(template, str):
            raise FileError(table, f"{key}.{name} to be a string", repr(template), "put it in quotes")
        try:
            filled[name] = template.format_map(keys)
        except (KeyError, ValueError, IndexError) as error:
            raise FileError(
                table,
                f"{key}.{name} to name a key of the API, one of {', '.join(keys)}",
                f'"{template}"',
                "write it as {read}",
            ) from error
    return filled
