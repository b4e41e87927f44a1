"""The mistakes that a shell program can have, as edits of its syntax tree."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrun.examples.languages import JAVASCRIPT
from asrun.mutation import operators
from asrun.mutation.operators import CHECK, FIELD, HEADER, METHOD, QUOTE, STATEMENT, VALUE, other, replaced
from asrun.mutation.syntax import Mutation, field_of, misspelled, parse, text_of, walk

OPTION, CONTINUATION = "option deleted", "space after \\"

_BLOCKS = {"program", "compound_statement", "do_group", "case_item", "if_statement", "else_clause", "list", "subshell"}
_PARTS = {"comment", "compound_statement", "negated_command", "pipeline", "test_command", "word", "extglob_pattern"}
"""Nodes in a block that aren't statements, or that contain statements."""

_STRINGS = ("string", "raw_string")
_TEXTS = ("string_content", "raw_string", "word", "number")


def edits(root: Node) -> Iterator[Mutation]:
    """Every mistake that a shell program can have."""
    for node in walk(root):
        yield from _statements(node)
        yield from _options(node)
        yield from _texts(node)
        yield from _quotes(node)
        yield from _checks(node)
    yield from _continuations(root)


def _statements(node: Node) -> Iterator[Mutation]:
    parent = node.parent
    if node.type == "case_item":
        yield replaced(STATEMENT, node, "")
    elif parent and parent.type in _BLOCKS and node.is_named and node.type not in _PARTS:
        yield replaced(STATEMENT, node, ":")
    if node.type.endswith("_redirect"):
        yield replaced(OPTION, node, "")


def _options(command: Node) -> Iterator[Mutation]:
    if command.type not in ("command", "declaration_command"):
        return
    arguments = command.children_by_field_name("argument") or command.named_children
    taken = None
    for argument, following in zip(arguments, [*arguments[1:], None], strict=True):
        if argument == taken:
            continue
        taken = following if _takes(argument, following) else None
        yield Mutation(OPTION, argument.start_byte, (taken or argument).end_byte)
    if command.type == "command" and text_of(command).startswith("curl ") and "--request" not in text_of(command):
        yield Mutation(METHOD, command.start_byte, command.start_byte + 4, b"curl --request PUT")


def _takes(option: Node, following: Node | None) -> bool:
    """Whether what follows an option is its argument: in the programs of the pages, what is no option nor address."""
    text = text_of(following) if following else "-"
    return text_of(option).startswith("--") and not text.startswith("-") and "://" not in text


def _texts(node: Node) -> Iterator[Mutation]:
    if node.type not in _TEXTS or field_of(node) == "destination":
        return
    text, start = text_of(node), node.start_byte
    if node.type == "raw_string":
        text, start = text[1:-1], start + 1
    found = list(operators.in_text(text, start))
    yield from found
    if header := re.match(r"([A-Za-z]+(?:-[A-Za-z]+)*): ", text):
        yield Mutation(HEADER, start, start + len(header[1]), misspelled(header[1]).encode())
    elif text.startswith("{") and node.type == "raw_string":
        yield from _json(text, start)
    elif text.startswith('{\\"'):
        for name in re.finditer(r'(\w+)\\":', text):
            yield Mutation(FIELD, start + name.start(1), start + name.end(1), misspelled(name[1]).encode())
    elif not found and not text.startswith("-") and field_of(node) != "name" and _is_value(node):
        yield Mutation(VALUE, start, start + len(text.encode()), other(text).encode())


def _is_value(text: Node) -> bool:
    return not text.parent or text.parent.type not in ("command_name", "concatenation", "expansion", "extglob_pattern")


def _json(text: str, start: int) -> Iterator[Mutation]:
    for edit in operators.edits(JAVASCRIPT, parse(JAVASCRIPT, f"({text})".encode())):
        if edit.operator != STATEMENT and "'" not in edit.new.decode():
            yield edit.moved(start - 1)


def _quotes(node: Node) -> Iterator[Mutation]:
    if node.type not in _STRINGS:
        return
    for edit in operators.unquoted(node.start_byte, text_of(node)):
        if edit.operator != QUOTE or not _is_assigned_word(node):
            yield edit


def _is_assigned_word(string: Node) -> bool:
    """Whether the quotes are no part of the program, as what is assigned is not split at what it expands to."""
    texts = [text_of(child) for child in string.named_children if child.type == "string_content"]
    return field_of(string) == "value" and bool(string.parent) and not any(re.search(r"\s", text) for text in texts)


def _checks(node: Node) -> Iterator[Mutation]:
    if node.type == "expansion" and (message := re.fullmatch(r"\$\{(\w+):\?.*\}", text_of(node))):
        yield replaced(CHECK, node, f"${message[1]}")
    if node.type == "!":
        yield replaced(CHECK, node, "")


def _continuations(root: Node) -> Iterator[Mutation]:
    for found in re.finditer(rb"\\\n", root.text or b""):
        yield Mutation(CONTINUATION, found.start(), found.end(), b"\\ \n")
        yield Mutation(QUOTE, found.start(), found.start() + 1)
