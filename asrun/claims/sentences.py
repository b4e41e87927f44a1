"""The sentences of what people write: of pages, and of the contract's descriptions, each with its line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from asrun.text import glimpse

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["code"])
_LINK = re.compile(r"\[((?:[^\[\]`]|`[^`]*`)*)\](?:\([^)]*\)|\[[^\]]*\])(?:\{[^}]*\})?")
_POINTER = re.compile(rf"\bSee\s+{_LINK.pattern}\.?|\bsee\s+{_LINK.pattern}")
_PICTURE = re.compile(rf"\[?!{_LINK.pattern}(?:\]\([^)]*\))?")
"""A picture, also one that is a link: its text is compared with what it shows."""
_END = re.compile(r"(?<=[.!?:])[)*_]*\s+(?=[A-Z`*\[(\"_0-9])")
_FOLLOWS = re.compile(r"(?:It|They|This|That|These|Those|The response|Its|Their|Then|Otherwise|Both)\b")
"""How a sentence begins that says more of what the one before it says."""
_JOINT = re.compile(r"[,;:] (?:(?:and|but|so) )?")
DESCRIPTION = "description"
PROSE, PROSE_OF = (DESCRIPTION, "summary"), ("x-enumDescriptions", "x-parts")
"""The members of a contract that are prose, and those whose members are."""


@dataclass(frozen=True)
class Sentence:
    """`where` is `file:line`; `parts` are what was joined to one, and `near` is it with the one before or after it.

    `beside` is the first cell of a cell's row, or what the front matter calls it.
    """

    where: str
    text: str
    parts: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    beside: str = ""

    @property
    def divided(self) -> Iterator[Sequence[str]]:
        """What the sentence may have been before: its parts, or two or more that commas join."""
        yield self.parts
        for joint in _JOINT.finditer(self.text):
            yield self.text[: joint.start()], self.text[joint.end() :]
        yield _JOINT.split(self.text)


def of_markdown(name: str, markdown: str) -> Iterator[Sentence]:
    """The sentences of a text: its description, paragraphs, items and cells, but for headings and what is fenced."""
    head = re.match(r"---\n.*?\n---\n", markdown, re.DOTALL)
    top = head[0] if head else ""
    skipped = top.count("\n")
    for said in re.finditer(rf"^{DESCRIPTION}: (.*)", top, re.MULTILINE):
        line = top.count("\n", 0, said.start()) + 1
        yield from (replace(each, beside=DESCRIPTION) for each in of_paragraph(name, line, said[1].strip('"')))
    tokens = _PARSER.parse(markdown[len(top) :])
    line, row = 0, ""
    for first, before, token in zip([None, None, *tokens], [None, *tokens], tokens, strict=False):
        line = token.map[0] + skipped + 1 if token.map else line
        is_cell = before is not None and before.type == "td_open"
        row = token.content if is_cell and first and first.type == "tr_open" else row
        prose = before and (before.type == "paragraph_open" or (is_cell and _is_prose(token.content)))
        if token.type == "inline" and prose and not token.content.startswith(("<", "--8<--")):
            beside = _LINK.sub(lambda link: link[1], row) if is_cell and row != token.content else ""
            yield from (replace(each, beside=beside) for each in of_paragraph(name, line, token.content))


def _is_prose(cell: str) -> bool:
    """Whether a cell is more than names, types, or a link, whose words are compared with what it leads to."""
    return not ("`" not in cell and _LINK.fullmatch(cell)) and len(re.sub(r"`[^`]*`|\W", " ", cell).split()) > 2


def of_contract(file: Path, name: str) -> Iterator[Sentence]:
    """The sentences of the descriptions and summaries of a contract."""
    yield from _below(yaml.compose(glimpse(file), yaml.CSafeLoader), name)


def _below(node: yaml.Node | None, name: str, *, prose: bool = False) -> Iterator[Sentence]:
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _below(each, name)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if (prose or key.value in PROSE) and isinstance(value, yaml.ScalarNode):
            line = value.start_mark.line + (2 if value.style in ("|", ">") else 1)
            paragraphs = re.finditer(r"(?:.+\n?)+", value.value)
            for each in paragraphs:
                yield from of_paragraph(name, line + value.value[: each.start()].count("\n"), each[0])
        elif key.value not in ("example", "examples"):
            yield from _below(value, name, prose=key.value in PROSE_OF)


def of_paragraph(name: str, line: int, text: str) -> Iterator[Sentence]:
    """Splits a paragraph; what only goes on about the sentence before is a part of it."""
    text = _PICTURE.sub("", _POINTER.sub("", text))
    text = re.sub(r"^(?:!!!|\?\?\?|===).*\n?|\*\*(?:\{ ?[#.:][^}]*\})?", "", _LINK.sub(lambda link: link[1], text))
    found: list[tuple[int, list[str]]] = []
    start = 0
    for end in [*(each.end() for each in _END.finditer(text)), len(text)]:
        part = " ".join(text[start:end].split())
        if found and (_FOLLOWS.match(part) or found[-1][1][-1].endswith(":")):
            found[-1][1].append(part)
        elif part:
            found.append((line + text[:start].count("\n"), [part]))
        start = end
    texts = ["", *(" ".join(parts) for _, parts in found), ""]
    for index, (at, parts) in enumerate(found, 1):
        near = [" ".join(texts[index - 1 : index + 1]), " ".join(texts[index : index + 2])]
        yield Sentence(f"{name}:{at}", texts[index], tuple(parts), tuple(near))
