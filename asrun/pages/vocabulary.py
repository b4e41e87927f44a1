"""The names and values that the contract defines, against which the prose and the tables of the pages are checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from asrun import contract
from asrun.text import read_yaml

CONTRACT = "docs/api-reference/openapi.yaml"
METHODS = contract.METHODS
PROSE = ("description", "summary", "title")


@dataclass(frozen=True)
class Vocabulary:
    """What `document`, the contract as it was loaded, defines."""

    document: Mapping[str, Any]

    @classmethod
    def load(cls, project: Path) -> "Vocabulary":
        return cls(read_yaml(project / CONTRACT))

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """The object that a `$ref` within the document points to, or the object itself."""
        while "$ref" in node:
            node = at(self.document, node["$ref"].removeprefix("#"))
        return node

    def schema(self, name: str) -> Mapping[str, Any]:
        schema: Mapping[str, Any] = self.document["components"]["schemas"][name]
        return schema

    @cached_property
    def permissions(self) -> frozenset[str]:
        return frozenset(permission for _, _, permission in self.operations if permission)

    @cached_property
    def operations(self) -> frozenset[tuple[str, str, str]]:
        """Method, path, and the permission that a key needs: empty where any key, or none, will do."""
        return frozenset(
            (method, path, ", ".join(scope for scopes in operation["security"] for scope in scopes.get("apiKey", [])))
            for method, path, operation in self.documented
        )

    @cached_property
    def errors(self) -> frozenset[tuple[str, str]]:
        """Status and code of every error, as the responses' examples pair them."""
        return frozenset(
            (status, value["error"]["code"])
            for status, response in self._responses
            for media in response.get("content", {}).values()
            for example in media.get("examples", {}).values()
            if isinstance(value := self.resolve(example).get("value"), Mapping) and "error" in value
        )

    @cached_property
    def retry_after(self) -> frozenset[str]:
        """The statuses whose every response says when to try again."""
        silent = {status for status, response in self._responses if "Retry-After" not in response.get("headers", {})}
        return self.statuses - silent

    @cached_property
    def statuses(self) -> frozenset[str]:
        return frozenset(status for status, _ in self._responses)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The header fields of requests and responses; OpenAPI leaves two of them to other keywords."""
        nodes = list(_mappings(self.document))
        sent = {node["name"] for node in nodes if node.get("in") == "header"}
        return frozenset(
            {"Authorization", "Content-Type"} | sent | {name for node in nodes for name in node.get("headers", {})}
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """Names of properties, parameters and schemas, and every value outside of prose, as text."""
        return frozenset(_words(self.document))

    @property
    def documented(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Method, path and Operation Object of each operation, in the contract's order."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item[method]

    @cached_property
    def _responses(self) -> list[tuple[str, Mapping[str, Any]]]:
        tables = [
            *(operation["responses"] for _, _, operation in self.documented),
            self.document["x-unrouted-responses"],
        ]
        return [(status, self.resolve(response)) for table in tables for status, response in table.items()]


def at(document: Mapping[str, Any], pointer: str) -> Any:
    """The value at a JSON pointer (RFC 6901) into the contract. Raises LookupError, with a message, where none is."""
    value: Any = document
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if not isinstance(value, Mapping) or key not in value:
            raise LookupError(f"{pointer} to be in {CONTRACT}; it ends before {token}")
        value = value[key]
    return value


def _mappings(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, Mapping):
        yield node
    for value in node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ():
        yield from _mappings(value)


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield str(key)
            if not (key in PROSE and isinstance(value, str)):
                yield from _words(value)
    elif isinstance(node, list):
        for value in node:
            yield from _words(value)
    else:
        yield "null" if node is None else str(node).lower() if isinstance(node, bool) else str(node)
