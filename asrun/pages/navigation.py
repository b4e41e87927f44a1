"""The navigation, as mkdocs.yml has it, which MkDocs and Zensical read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from asrun.text import read_yaml

NAVIGATION = "mkdocs.yml"


class Entry(NamedTuple):
    """A page in the navigation: its title, its source below docs/, and the section that it is in."""

    title: str
    page: str
    section: str


def navigation(project: Path) -> list[Entry]:
    """The pages in order, none where the project has no such file. Raises FileError where it is no YAML."""
    file = project / NAVIGATION
    return list(_entries(read_yaml(file).get("nav", []), "")) if file.is_file() else []


def _entries(items: Any, section: str) -> Iterator[Entry]:
    for item in items:
        for title, to in item.items() if isinstance(item, dict) else [("", item)]:
            if isinstance(to, list):
                yield from _entries(to, title)
            elif "://" not in to:
                yield Entry(title, to, section)
