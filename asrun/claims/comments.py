"""The sentences of comments and docstrings in programs."""

import re
from collections.abc import Iterator
from inspect import cleandoc

from asrun.claims.sentences import Sentence, of_paragraph

_C_LIKE = r"/\*[\s\S]*?\*/|(?:^[ \t]*//.*\n)+|(?<=[ \t])// .*"
_SHELL = r"(?:^[ \t]*#.*\n)+|(?<=[ \t])# .*"
_BY_SUFFIX = {"py": rf'"""[\s\S]*?"""|{_SHELL}', "sh": _SHELL, "rb": _SHELL}
_MARKS = re.compile(r"^[ \t]*(?:/\*+|\*+/?|#+|//+)[ \t]?|[ \t]*\*+/$", re.MULTILINE)
_TAGS = re.compile(r"(?<!\w)@[a-z]+ [\s\S]*")
"""JSDoc's, which come last and have types."""


def of_comments(name: str, source: str) -> Iterator[Sentence]:
    """The sentences of a program's comments; a line that's indented in one is code."""
    for comment in re.finditer(_BY_SUFFIX.get(name.rpartition(".")[2], _C_LIKE), source, re.MULTILINE):
        text = _TAGS.sub("", _MARKS.sub("", cleandoc(comment[0].strip('"'))))
        line = source.count("\n", 0, comment.start()) + 1
        for paragraph in re.finditer(r"(?:^\S.*\n?)+", text, re.MULTILINE):
            yield from of_paragraph(name, line + text.count("\n", 0, paragraph.start()), paragraph[0])
