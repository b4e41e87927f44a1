"""References within the contract: `#/components/schemas/Prompt`, a JSON Pointer (RFC 6901), or `#name`, an `$anchor`.

`#/x#name` is the anchor in what the pointer leads to.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_VALUES = ("example", "examples", "value", "default")
"""What holds the API's own data, in which `$ref` means nothing."""

NOWHERE: Mapping[str, Any] = {}
"""What a broken reference is replaced with."""

OUTSIDE = re.compile(r"""\$ref["']?\s*:\s*["']?(?![a-z]+:)[^"'#\s]""")
"""Finds a reference to another file in the text of a contract."""

FILES = "x-files"
"""Where `bundled` puts the other files."""


class ContractError(Exception):
    """The contract, or a part of it, cannot be used; the message says why, in one line."""


class References:
    """Those of `document`."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._targets: dict[str, Any] = {}
        self._below: dict[str, list[str]] = {}

    def follow(self, node: Any) -> Any:
        """`node`, or what it refers to. Raises `ContractError` where it leads nowhere, or to itself."""
        seen = set()
        while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
            if node["$ref"] in seen:
                raise ContractError(f"{node['$ref']} refers to itself")
            seen.add(node["$ref"])
            node = self.target(node["$ref"])
        return node

    def target(self, reference: str) -> Any:
        """What the reference leads to. Raises `ContractError` where that is nothing, or outside of the contract."""
        if not reference.startswith("#"):
            raise ContractError(f"it refers to {reference}, which is outside of the contract")
        if reference not in self._targets:
            pointer, _, anchor = (
                reference[1:].partition("#") if reference[1:2] in ("", "/") else ("", "", reference[1:])
            )
            node: Any = self._document
            try:
                for part in pointer.split("/")[1:]:
                    key = unquote(part).replace("~1", "/").replace("~0", "~")
                    # YAML reads the key 200 as a number.
                    node = node[int(key)] if isinstance(node, list) or key not in node else node[key]
                if anchor:
                    node = next(each for each in mappings(node, _VALUES) if each.get("$anchor") == anchor)
            except (IndexError, KeyError, StopIteration, TypeError, ValueError):
                raise ContractError(f"it refers to {reference}, which it does not have") from None
            self._targets[reference] = node
        return self._targets[reference]

    def follow_or(self, node: Any, otherwise: Mapping[str, Any] = NOWHERE) -> Any:
        """As `follow`, but `otherwise` where that leads nowhere, which `broken` tells."""
        with suppress(ContractError):
            return self.follow(node)
        return otherwise

    def target_or_any(self, reference: str) -> Any:
        """What the reference in a schema leads to; where that is nothing, the schema of any value."""
        with suppress(ContractError):
            return self.target(reference)
        return True

    def broken(self, node: Any) -> list[str]:
        """The references in `node`, or in what it refers to, that lead nowhere, in words."""
        left, seen, told = list(_references(node)), set[str](), list[str]()
        while left:
            reference = left.pop()
            if reference in seen:
                continue
            seen.add(reference)
            try:
                if reference not in self._below:
                    self.follow({"$ref": reference})
                    self._below[reference] = list(_references(self.target(reference)))
                left += self._below[reference]
            except ContractError as error:
                told.append(str(error))
        return told


def _references(node: Any) -> Iterator[str]:
    return (each["$ref"] for each in mappings(node, _VALUES) if isinstance(each.get("$ref"), str))


def mappings(node: Any, without: Collection[str] = ()) -> Iterator[Mapping[Any, Any]]:
    """`node` and all objects in it, but for what is in the members of those names."""
    left = [node]
    while left:
        each = left.pop()
        if isinstance(each, Mapping):
            yield each
            left += [value for key, value in each.items() if key not in without]
        elif isinstance(each, list):
            left += each


def bundled(document: Mapping[str, Any], path: Path, read: Callable[[Path], Any]) -> Mapping[str, Any]:
    """`document`, which is at `path`, with the files that it refers to in itself, but for those that are missing."""
    files: list[Any] = []
    numbers: dict[Path, int] = {}

    def moved(reference: str, file: Path) -> str:
        url, _, pointer = reference.partition("#")
        target = (file.parent / unquote(url)).resolve() if url else file
        if target == path:
            return f"#{pointer}"
        if target not in numbers:
            if not target.is_file():
                return reference
            numbers[target] = len(files)
            files.append(None)  # it may refer to itself
            files[numbers[target]] = rewritten(read(target), target)
        mark = "" if pointer[:1] in ("", "/") else "#"
        return f"#/{FILES}/{numbers[target]}{mark}{pointer}"

    def rewritten(node: Any, file: Path, of: object = None) -> Any:
        if isinstance(node, list):
            return [rewritten(each, file) for each in node]
        if not isinstance(node, Mapping):
            return node
        return {
            key: moved(value, file)
            if isinstance(value, str) and (key == "$ref" or of == "mapping")
            else rewritten(value, file, key)
            for key, value in node.items()
        }

    path = path.resolve()
    whole = rewritten(document, path)
    return {**whole, FILES: files}
