"""What a text beside the pages, such as a README, has in backticks and in its fences for a shell: all of it exists."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt

from asrun.finding import Finding, quote
from asrun.pages.commands import CHOSEN
from asrun.pages.inline import Known, has_word
from asrun.pages.markdown import fences
from asrun.text import glimpse, read_text

SOURCES = {".cjs", ".js", ".json", ".mjs", ".py", ".sh", ".toml", ".yaml", ".yml"}
COMMANDS = ("make", "asrun", "python", ".venv/bin/python")
_PARSER = MarkdownIt("commonmark").enable("table")


def check_texts(
    project: Path, names: Iterable[str], known: Known, foreign: Iterable[str], about_others: Iterable[str] = ()
) -> Iterator[Finding]:
    """Looks up the code in the texts with these names: whatever pages may name, what a source of the project says, and
    what the text's own fences say. `foreign` is code of other projects, each of which some text has. Of texts
    `about_others`, whose examples are another project's, it looks up commands alone.
    """
    files = list(_sources(project))
    sources, unseen = (
        "\n".join([*(file.relative_to(project).as_posix() for file in files), *map(glimpse, files)]),
        set(foreign),
    )
    for name in names:
        text = read_text(project / name)
        said = "\n".join([sources, *(fence.text for fence in fences(text))])
        yield from _nodes(project, name, text)
        for line, code in _codes(text):
            unseen.discard(code)
            whole = name not in about_others or code.split()[0] in COMMANDS
            if whole and code not in foreign and not _exists(code, known, said):
                expected, fix = "code that the project has", "correct its spelling"
                yield Finding(where=f"{name}:{line}", expected=expected, actual=quote(code), fix=fix)
    for code in sorted(unseen):
        yield Finding(file=", ".join(names), expected=quote(code), actual="none", fix="remove it from the test")


def _nodes(project: Path, name: str, text: str) -> Iterator[Finding]:
    """The nodes of Mermaid's diagrams: a label has the name of its node in it, and its paths exist."""
    for fence in (each for each in fences(text) if each.language == "mermaid"):
        for number, line in enumerate(fence.text.splitlines(), fence.line + 1):
            for node, label in re.findall(r'\b(\w+)\["([^"]*)"\]', line):
                absent = [path for path in re.findall(r"[\w*./-]*/[\w*./-]*\w", label) if not [*project.glob(path)]]
                if absent or node not in label:
                    expected = "a path" if absent else f"a label with {node}, its node's name"
                    actual, fix = quote("".join(absent) or label), "correct it"
                    yield Finding(where=f"{name}:{number}", expected=expected, actual=actual, fix=fix)


def _codes(text: str) -> Iterator[tuple[int, str]]:
    """Each code in backticks, and each command in a fence, with its line."""
    lines = text.splitlines()
    for token in _PARSER.parse(text):
        start, end = token.map or (0, 0)
        for code in [part.content for part in token.children or () if part.type == "code_inline"]:
            yield next((number for number in range(start, end) if f"`{code}`" in lines[number]), start) + 1, code
    for fence in fences(text):
        if fence.language in ("sh", "bash"):
            commands = (each.partition(" #")[0].strip() for each in fence.text.splitlines())
            yield from ((fence.line + number, command) for number, command in enumerate(commands, 1) if command)


def _exists(code: str, known: Known, said: str) -> bool:
    """Whether a command works, or each part of any other code is known."""
    first, *others = code.split()
    if others and first in COMMANDS:
        return known.commands.has(code)
    parts = [part for part in re.split(r"""[\s"'{}\[\]()=]+|::""", code) if part]
    return known.has_any(code) or all(
        CHOSEN.search(part) or known.has_any(part) or has_word(said, part) for part in parts
    )


def _sources(project: Path) -> Iterator[Path]:
    """The files at the project's top and in its folders, but for what git ignores and what is hidden."""
    ignored = [project / line.strip("/") for line in glimpse(project / ".gitignore").split() if "*" not in line]
    for top in (each for each in sorted(project.iterdir()) if each.name[0] != "." and each not in ignored):
        walked = os.walk(top) if top.is_dir() else [(str(project), list[str](), [top.name])]
        for folder, folders, files in walked:
            folders[:] = [each for each in folders if Path(folder, each) not in ignored]
            found = [Path(folder, file) for file in files]
            yield from (file for file in found if file.suffix in SOURCES or file.name == "Makefile")
