"""The contract with its references followed, and the parts of it that tests go through."""

from collections.abc import Iterator, Mapping
from typing import Any

from asrun import ROOT
from asrun.pages.vocabulary import Vocabulary

CONTRACT = Vocabulary.load(ROOT)
Place = tuple[str, str]
"""Method and path."""


def resolved(node: Any) -> Any:
    """`node` without references, for readers that know one schema only."""
    if isinstance(node, Mapping):
        beside = {name: resolved(value) for name, value in node.items() if name != "$ref"}
        return resolved(CONTRACT.resolve(node)) | beside if "$ref" in node else beside
    return [resolved(each) for each in node] if isinstance(node, list) else node


DOCUMENT = resolved(CONTRACT.document)
OPERATIONS: dict[Place, Any] = {
    (method.upper(), path): operation for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
}


def nodes(node: Any, *where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object of the document below `node`, with its place; examples' values are the API's, not OpenAPI's."""
    children = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    if isinstance(node, Mapping):
        yield "/".join(where), node
    for name, child in children:
        if name != "value":
            yield from nodes(child, *where, str(name))


def successes(operation: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {status: response for status, response in operation["responses"].items() if status < "400"}


def failures(operation: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {status: response for status, response in operation["responses"].items() if status >= "400"}


def error_schemas(response: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    schema = response["content"]["application/json"]["schema"]
    return [each["properties"]["error"]["properties"] for each in schema.get("oneOf", [schema])]
