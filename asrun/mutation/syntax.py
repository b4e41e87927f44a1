"""Programs as syntax trees, and edits of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter
import tree_sitter_bash
import tree_sitter_javascript
import tree_sitter_python
from tree_sitter import Node, Parser

from asrun.examples.languages import CURL, JAVASCRIPT, PYTHON, Language

GRAMMARS = {
    CURL: tree_sitter.Language(tree_sitter_bash.language()),
    JAVASCRIPT: tree_sitter.Language(tree_sitter_javascript.language()),
    PYTHON: tree_sitter.Language(tree_sitter_python.language()),
}


@dataclass(frozen=True)
class Mutation:
    """The bytes from `start` to `end` become `new`; `operator` says what kind of mistake that is."""

    operator: str
    start: int
    end: int
    new: bytes = b""

    def moved(self, offset: int) -> "Mutation":
        return Mutation(self.operator, self.start + offset, self.end + offset, self.new)

    def applied(self, text: bytes) -> bytes:
        return text[: self.start] + self.new + text[self.end :]


def parse(language: Language, text: bytes) -> Node:
    return Parser(GRAMMARS[language]).parse(text).root_node


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, in the order of the text."""
    yield node
    for child in node.children:
        yield from walk(child)


def text_of(node: Node) -> str:
    return (node.text or b"").decode()


def field_of(node: Node) -> str:
    """What the node is to its parent: `key`, `value`, `condition` and so on."""
    parent = node.parent
    if parent is None:
        return ""
    index = next(index for index, child in enumerate(parent.children) if child == node)
    return parent.field_name_for_child(index) or ""


def tokens(language: Language, text: bytes) -> list[tuple[str, str]]:
    """The program without what only its layout has: two programs with the same tokens are the same."""
    leaves = (node for node in walk(parse(language, text)) if not node.child_count and node.type != "comment")
    found = [(leaf.type, text_of(leaf)) for leaf in leaves]
    return [
        token
        for token, following in zip(found, [*found[1:], ("", "")], strict=True)
        if not (token[0] == "," and following[0] in (")", "]", "}"))
    ]


def misspelled(name: str) -> str:
    """The name with two letters in its middle swapped, or with its last character twice."""
    middle = len(name) // 2
    for index in sorted(range(1, len(name)), key=lambda index: abs(index - middle)):
        left, right = name[index - 1], name[index]
        if left.isalpha() and right.isalpha() and left.lower() != right.lower() and left.islower() == right.islower():
            return name[: index - 1] + right + left + name[index + 1 :]
    return name + name[-1]
