"""Programs in the fences of a page instead of in files: `page = "docs/quickstart.mdx#list-trees"`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from asrun.examples.languages import LANGUAGES, Language
from asrun.pages.markdown import Fence, heading_id, sections, tabs
from asrun.text import FileError, read_text


@dataclass(frozen=True)
class Section:
    """The part of `page`, a path below the project, between a heading and the next one.

    `tabs` has the labels of the tabs around each of its fences. `programs` are those fences that are programs, by the
    names of their languages.
    """

    page: str
    tabs: Mapping[Fence, list[str]]
    programs: Mapping[str, Fence]

    def where(self, fence: Fence) -> str:
        """The place of the first line within the fence."""
        return f"{self.page}:{fence.line + 1}"


_NUMBER = re.compile(r"_(?=\d+$)")
"""What Python-Markdown writes before the number of a heading that the page has had: others write a hyphen."""


def read_section(root: Path, place: str, table: Path, nth: int | None = None) -> Section:
    """The section that `place` in the file `table` names: a page's path below `root`, `#`, and the heading's id.

    `nth` counts the programs in each language, from 1. Raises FileError where there is no such section or no program in
    it, or without `nth` more than one in a language.
    """
    page, _, anchor = place.partition("#")
    markdown = read_text(root / page) if (root / page).is_file() else ""
    known = sections(markdown)
    found = known.get(anchor) or known.get(heading_id(_NUMBER.sub("-", anchor)))
    if not found:
        expected, fix = "page to be a section that has programs in fences", 'write "docs/quickstart.md#list-trees"'
        raise FileError(table, expected, f'"{place}"', fix)
    lines = markdown.splitlines()
    around = {fence: tabs(lines[: fence.line]) for fence in found}
    programs: dict[str, Fence] = {}
    for language in LANGUAGES:
        its = _programs(language, {fence: its for fence, its in around.items() if fence not in programs.values()})
        if len(its) > 1 and nth is None:
            expected, fix = f"one program in {language.label} below #{anchor}", "say which one: nth = 1"
            raise FileError(root / page, expected, f"{len(its)}", fix, f":{its[1].line}")
        if fence := next(iter(its[(nth or 1) - 1 :]), None):
            programs[language.name] = fence
    if not programs:
        names = ", ".join(language.fence for language in LANGUAGES)
        raise FileError(table, f"a fence below #{anchor} of {names}", "none", "name another section, or the language")
    return Section(page, around, programs)


def _programs(language: Language, around: Mapping[Fence, list[str]]) -> list[Fence]:
    """The fences of a language: those in its tab where there are any, else those that are in no other's."""
    names, others = (language.fence, *language.aliases), {each.label for each in LANGUAGES} - {language.label}
    its = [fence for fence, labels in around.items() if fence.language in names and others.isdisjoint(labels)]
    its = [fence for fence in its if not fence.include]
    return [fence for fence in its if language.label in around[fence]] or its
