"""The engine's README names every key, test, fault, command and extra, and its settings are accepted as they are."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from asrun import ROOT
from asrun.__main__ import COMMANDS
from asrun.examples.example import RECORDINGS
from asrun.examples.settings import KEYS
from asrun.pages.checks import AGREE, CHECKS
from asrun.pages.markdown import fences
from asrun.pages.theme import THEMES
from asrun.settings import PROJECT, Kinds, check
from asrun.text import read_text, read_toml
from asrun.transport.faults import FAULTS, WAYS

README = ROOT / "asrun/README.md"
ASRUN, EXAMPLE = (tomllib.loads(each.text) for each in fences(read_text(README)) if each.language == "toml")


def keys(settings: Mapping[str, Any], kinds: Kinds) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each table's name, its keys in the settings, and those that there are; rows such as languages are one table."""
    yield "", set(settings), set(kinds)
    for name, kind in kinds.items():
        if isinstance(kind, Mapping) and isinstance(kind.get("*", kind), Mapping):
            rows = settings[name].values() if "*" in kind else [settings[name]]
            yield name, {key for row in rows for key in row}, set(kind.get("*", kind))


@pytest.mark.parametrize(("settings", "kinds"), [(ASRUN, PROJECT), (EXAMPLE, KEYS)], ids=["asrun.toml", "example.toml"])
def test_settings_are_whole_and_accepted(settings: Mapping[str, Any], kinds: Kinds) -> None:
    check(Path("README.md"), settings, kinds)
    for table, named, known in keys(settings, kinds):
        assert named == known, table


def test_rows_of_languages_are_those_that_the_second_site_runs() -> None:
    rows = read_toml(ROOT / "tests/second_site/asrun.toml")["languages"]
    assert {name: {key: ASRUN["languages"][name][key] for key in row} for name, row in rows.items()} == rows


def test_whatever_a_user_can_name_is_named() -> None:
    text = read_text(README)
    extras = read_toml(ROOT / "pyproject.toml")["project"]["optional-dependencies"]
    names = [
        *CHECKS,
        *(name for its in AGREE.values() for name in its),
        *WAYS,
        *FAULTS,
        *RECORDINGS,
        *(f"asrun {name}" for name in COMMANDS),
    ]
    names += [f"asrun[{extra}]" for extra in extras]
    assert [name for name in names if f"`{name}`" not in text] == []
    assert [theme for theme in THEMES if not re.search(rf"\b{theme}\b", text)] == []
