"""What people write, read strictly: a file that is no text, no TOML or no YAML is named with its line and column."""

import re
import tomllib
from pathlib import Path
from typing import Any

import yaml

from asrun import ROOT
from asrun.finding import Finding

UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f\ufeff]")
"""Characters that editors do not show and that no text has: controls, and the byte order mark.

A shell takes a carriage return for a letter, and the site publishes it.
"""
AUTOCRLF = "set core.autocrlf to input and check it out again, or save it with LF"


class FileError(Exception):
    """What is wrong with `file`, in the words of a finding; `place` is its `:line:column`, where it is at one."""

    def __init__(self, file: Path, expected: str, actual: str, fix: str, place: str = "") -> None:
        super().__init__(file, expected, actual, fix, place)
        self.file, self.expected, self.actual, self.fix, self.place = file, expected, actual, fix, place

    def finding(self, root: Path = ROOT) -> Finding:
        """The finding, which names the file by its path below `root`."""
        name = self.file.relative_to(root) if self.file.is_relative_to(root) else self.file
        return Finding(file=f"{name.as_posix()}{self.place}", expected=self.expected, actual=self.actual, fix=self.fix)

    def __str__(self) -> str:
        return str(self.finding())


def read_text(file: Path) -> str:
    """The text of a file, in UTF-8. Raises FileError where it has none."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise FileError(
            file, "a file that can be read", str(error.strerror), "put a text there, or remove it"
        ) from None
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        actual = f"the byte 0x{data[error.start]:02X}"
        raise FileError(file, "UTF-8", actual, "save it as UTF-8", _place(data[: error.start].decode())) from None
    if unseen := UNSEEN.search(text):
        fix = AUTOCRLF if unseen[0] == "\r" else "save it without"
        raise FileError(
            file, "text alone", f"the character U+{ord(unseen[0]):04X}", fix, _place(text[: unseen.start()])
        )
    if not text.strip():
        raise FileError(file, "a text", "an empty file", "fill it, or remove it")
    return text


def glimpse(file: Path) -> str:
    """As much of a file as can be read, for callers that search many files; `read_text` reports an unreadable one."""
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def glimpse_toml(file: Path) -> dict[str, Any]:
    """The table that a file holds, empty where it holds none: for what `read_toml` judges elsewhere."""
    try:
        return tomllib.loads(glimpse(file))
    except (ValueError, RecursionError):
        return {}


def read_toml(file: Path) -> dict[str, Any]:
    """The table that a file holds. Raises FileError."""
    text = read_text(file)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOMLDecodeError
        reason, _, where = str(error).partition(" (at ")
        numbers = re.findall(r"\d+", where)
        at_the_end = _place(text) if isinstance(error, tomllib.TOMLDecodeError) else ""
        place = "".join(f":{number}" for number in numbers) or at_the_end
        raise FileError(file, "TOML", reason, "correct its syntax", place) from None


def read_yaml(file: Path) -> Any:
    """What a file holds, each scalar as its text: MkDocs has tags of its own. Raises FileError."""
    text = read_text(file)
    try:
        return yaml.load(text, yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        if isinstance(error, yaml.reader.ReaderError):
            place = _place(text.encode()[: error.position].decode())  # the C reader counts bytes
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise FileError(file, "YAML", reason, "correct its syntax", place) from None


def line_of(text: str, part: str) -> int:
    """The first line (from 1) of a text that holds a part of it, or 0."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if part in line), 0)


def _place(before: str) -> str:
    """The line and the column (from 1) of what follows a text."""
    return f":{before.count(chr(10)) + 1}:{len(before.rpartition(chr(10))[2]) + 1}"
