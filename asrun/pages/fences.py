"""The fenced code blocks of a Markdown file, as pymdownx.superfences reads them."""

import re
from dataclasses import dataclass

OPENING = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,}) *(?P<info>[^`]*)$")
INCLUDE = re.compile(r'^--8<-- "(?P<path>[^":]+)"$')


@dataclass(frozen=True)
class Fence:
    """A fence: the line (from 1) that opens it, what follows its backticks, and the text within, without its indent."""

    line: int
    info: str
    text: str

    @property
    def language(self) -> str:
        return self.info.partition(" ")[0]

    @property
    def include(self) -> str | None:
        """The path, below snippets/, of the one file that is included, if that is all there is in the fence."""
        match = INCLUDE.match(self.text)
        return match["path"] if match else None


def fences(markdown: str) -> list[Fence]:
    """Lists the fences in order; one that is never closed ends with the text."""
    found: list[Fence] = []
    opening: re.Match[str] | None = None
    start = 0
    body: list[str] = []
    for number, line in enumerate([*markdown.splitlines(), None], 1):
        if opening is None:
            opening, start, body = (OPENING.match(line) if line is not None else None), number, []
        elif line is None or line.strip() == opening["ticks"]:
            found.append(Fence(start, opening["info"].strip(), "\n".join(body)))
            opening = None
        else:
            body.append(line.removeprefix(opening["indent"]))
    return found


def prose(markdown: str) -> list[tuple[int, str]]:
    """Lists the lines, with their numbers (from 1), that are neither a fence nor within one."""
    fenced = {fence.line + offset for fence in fences(markdown) for offset in range(fence.text.count("\n") + 3)}
    return [(number, line) for number, line in enumerate(markdown.splitlines(), 1) if number not in fenced]
