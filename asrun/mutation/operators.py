"""The mistakes that every language can have, as edits of its syntax tree."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.mutation.syntax import Mutation, field_of, misspelled, text_of, walk

STATEMENT, MEMBER, FIELD, HEADER = "statement deleted", "member deleted", "field misspelled", "header misspelled"
METHOD, PATH, HOST, SCHEME = "another method", "another path", "another host", "another scheme"
BEARER, MEDIA_TYPE, VALUE = "Bearer dropped", "another media type", "another value"
QUOTE, CURLED, AWAIT, CHECK = "quote dropped", "quote curled", "await dropped", "check dropped"

METHODS = {"GET": "POST", "POST": "PUT", "PUT": "POST", "PATCH": "POST", "DELETE": "GET"}
_URL = re.compile(r"^(?P<scheme>https?)://(?P<host>[\w.]+)/")
_PATH = re.compile(r"^(https://api\.example\.com)?(?P<path>/[\w/.-]*)")
_HEADER = re.compile(r"^[A-Za-z]+(-[A-Za-z]+)+$|^Authorization$")


# What the grammars of JavaScript and Python call what the operators look for: no name means another thing in the other.
BLOCKS = {"program", "statement_block", "export_statement", "module", "block"}
MEMBERS = {"object", "object_pattern", "array", "named_imports", "dictionary", "list", "tuple"}
CALLS = {"arguments", "argument_list"}
STRINGS = {"string", "template_string"}
TEXTS = {"string_fragment", "string_content"}
NUMBERS = {"number", "integer", "float"}
NAMES = {"property_identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"}
NOTHING = {JAVASCRIPT: ";", PYTHON: "pass"}


def edits(language: Language, root: Node) -> Iterator[Mutation]:
    """Every mistake that a JavaScript or Python program can have."""
    for node in walk(root):
        yield from statements(node, NOTHING[language])
        for operator in (members, names, requests, values, quotes, checks):
            yield from operator(node)


def replaced(operator: str, node: Node, new: str) -> Mutation:
    return Mutation(operator, node.start_byte, node.end_byte, new.encode())


def statements(node: Node, nothing: str) -> Iterator[Mutation]:
    """Each statement with its block becomes one that does nothing."""
    parent = node.parent
    alone = field_of(node) in ("consequence", "body") and node.type.endswith("_statement")
    if parent and node.is_named and (parent.type in BLOCKS or alone) and node.type != "comment":
        yield replaced(STATEMENT, node, nothing)
    if node.type in ("else_clause", "except_clause"):
        yield replaced(STATEMENT, node, "")


def members(node: Node) -> Iterator[Mutation]:
    """Each member of an object, item of a list, and argument of several is taken away."""
    if node.type in MEMBERS or (node.type in CALLS and (node.named_child_count > 1 or "=" in text_of(node))):
        yield from without_each(node)


def without_each(parent: Node) -> Iterator[Mutation]:
    for index, child in enumerate(parent.children):
        if child.is_named and child.type != "comment":
            end = child.end_byte
            if index + 1 < len(parent.children) and parent.children[index + 1].type == ",":
                end = parent.children[index + 1].end_byte
            yield Mutation(MEMBER, child.start_byte, end)


def names(node: Node) -> Iterator[Mutation]:
    """The names of fields, and of header fields."""
    name = text_of(node)
    if _is_the_languages(node):
        return
    is_key = node.type in TEXTS and node.parent and field_of(node.parent) in ("key", "subscript", "index")
    is_keyword = field_of(node) == "name" and node.parent and node.parent.type == "keyword_argument"
    if node.type in NAMES or is_key or is_keyword:
        yield replaced(HEADER if _HEADER.match(name) else FIELD, node, misspelled(name))
    elif node.type in TEXTS and _HEADER.match(name):
        yield replaced(HEADER, node, misspelled(name))


_GLOBALS = {"process", "console", "JSON", "Math", "AbortSignal", "Buffer", "crypto"}


def _is_the_languages(name: Node) -> bool:
    """Whether a name after a dot is a method's or a global object's, which no API has given."""
    access = name.parent
    if access is None or access.type != "member_expression":
        return False
    owner = access.child_by_field_name("object")
    return field_of(access) == "function" or (owner is not None and text_of(owner) in _GLOBALS)


def requests(node: Node) -> Iterator[Mutation]:
    """What a request is made of, wherever it is written: method, address, scheme of authentication, media type."""
    if node.type in TEXTS:
        yield from in_text(text_of(node), node.start_byte)
    name = text_of(node).upper()
    if node.type == "identifier" and field_of(node) == "attribute" and name in METHODS:
        yield replaced(METHOD, node, METHODS[name].lower())
    if node.type == "call_expression" and text_of(node).startswith("fetch("):
        yield from _other_method(node)


def in_text(text: str, start: int) -> Iterator[Mutation]:
    """The mistakes in a text at the byte `start`, if it's about a request."""

    def edit(operator: str, found: re.Match[str], group: str | int, new: str) -> Mutation:
        first, last = (len(text[:index].encode()) for index in found.span(group))
        return Mutation(operator, start + first, start + last, new.encode())

    if url := _URL.match(text):
        yield edit(SCHEME, url, "scheme", "http")
        yield edit(HOST, url, "host", misspelled(url["host"]))
    if (path := _PATH.match(text)) and path["path"].strip("/."):
        if version := re.search(r"/v1/", path["path"]):
            yield edit(PATH, path, "path", path["path"].replace(version[0], "/v2/"))
        *before, last = path["path"].split("/")
        yield edit(PATH, path, "path", "/".join([*before, misspelled(last)] if last else [*before[:-1], "other", ""]))
        yield edit(PATH, path, "path", path["path"].rstrip("/") + ("" if not last else "/"))
        for query in re.finditer(r"[?&](\w+)=(\w+)", text):
            yield edit(FIELD, query, 1, misspelled(query[1]))
            yield edit(VALUE, query, 2, other(query[2]))
    if text in METHODS:
        yield Mutation(METHOD, start, start + len(text), METHODS[text].encode())
    for found in re.finditer(r"\bBearer ", text):
        yield edit(BEARER, found, 0, "")
    for found in re.finditer(r"\bapplication/json\b", text):
        yield edit(MEDIA_TYPE, found, 0, "text/plain")


def _other_method(call: Node) -> Iterator[Mutation]:
    """A `fetch` without a method is a GET."""
    options = [node for node in walk(call) if node.type == "object"]
    if options and not any(text_of(pair).startswith("method:") for pair in options[0].children):
        start = options[0].start_byte + 1
        yield Mutation(METHOD, start, start, b' method: "POST",')


def values(node: Node) -> Iterator[Mutation]:
    """The value of a member or an item of a list, a constant, and what is compared or printed."""
    text = text_of(node)
    is_text = node.type in TEXTS and _is_first(node) and not is_name(node) and not any(in_text(text, 0))
    if is_text or (node.type in NUMBERS and field_of(node) != "key"):
        yield replaced(VALUE, node, other(text))
    elif node.type.lower() in ("true", "false"):
        yield replaced(VALUE, node, {"true": "false", "false": "true", "True": "False", "False": "True"}[text])


def _is_first(text: Node) -> bool:
    """A text with values in it is changed once."""
    return not text.parent or text == next(each for each in text.parent.children if each.type == text.type)


def is_name(text: Node) -> bool:
    name = field_of(text.parent) if text.parent else ""
    return name in ("key", "subscript", "index") or bool(_HEADER.match(text_of(text)))


def other(value: str) -> str:
    """Another number, or another text."""
    return str(2 * int(value) + 1) if re.fullmatch(r"[\d_]+", value) else f"{value}x"


def quotes(node: Node) -> Iterator[Mutation]:
    """The quotes of a text dropped: both, the first, the last; or curled, as word processors do it."""
    if node.type in STRINGS:
        yield from unquoted(node.start_byte, (node.text or b"").decode())


def unquoted(start: int, text: str) -> Iterator[Mutation]:
    opening = re.match(r"[a-z]*[\"'`]+", text)
    if not opening:
        return
    inside, end = text[opening.end() : -1], start + len(text.encode())
    yield Mutation(QUOTE, start, end, inside.encode())
    yield Mutation(QUOTE, start, start + opening.end())
    yield Mutation(QUOTE, end - 1, end)
    left, right = "\u2018\u2019" if text[opening.end() - 1] == "'" else "\u201c\u201d"
    yield Mutation(CURLED, start, end, f"{left}{inside}{right}".encode())


def checks(node: Node) -> Iterator[Mutation]:
    """What is awaited; one side of a condition or a fallback, a condition's negation, a handler of errors."""
    if node.type == "await":
        yield replaced(AWAIT, node, "")
    operator = node.child_by_field_name("operator")
    if (
        node.type in ("binary_expression", "boolean_operator")
        and operator
        and operator.type in ("&&", "||", "??", "and", "or")
    ):
        for side in ("left", "right"):
            if kept := node.child_by_field_name(side):
                yield replaced(CHECK, node, text_of(kept))
    if node.type in ("unary_expression", "not_operator") and (argument := node.child_by_field_name("argument")):
        yield replaced(CHECK, node, text_of(argument))
    if node.type == "optional_chain":
        yield replaced(CHECK, node, ".")
    if node.type in ("ternary_expression", "conditional_expression"):
        first, *_, last = node.named_children
        for kept in (node.child_by_field_name("consequence") or first, last):
            yield replaced(CHECK, node, text_of(kept))
    if node.type == "try_statement":
        yield from _untried(node)


def _untried(statement: Node) -> Iterator[Mutation]:
    """What is tried, without a handler of its errors."""
    block = statement.child_by_field_name("body")
    if block and block.type == "statement_block":
        yield replaced(CHECK, statement, text_of(block))
    elif block:
        yield replaced(CHECK, statement, "if True:\n" + " " * block.start_point.column + text_of(block))
