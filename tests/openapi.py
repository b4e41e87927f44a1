"""The contract with its references followed, and the parts of it that tests go through."""

from collections.abc import Iterator, Mapping
from typing import Any

from asrun import ROOT
from asrun.contract import Contract, resolved
from asrun.text import read_yaml
from mock_api.rules import Rules

PATH = ROOT / "docs/api-reference/openapi.yaml"
SOURCE: Mapping[str, Any] = read_yaml(PATH)
"""The document as it stands."""

DOCUMENT = resolved(SOURCE)
CONTRACT = Contract.load(PATH)
RULES = Rules.of(CONTRACT)
SCHEMAS: Mapping[str, Any] = DOCUMENT["components"]["schemas"]
EVENT = DOCUMENT["webhooks"]["event"]["post"]
Place = tuple[str, str]
"""Method and path."""

OPERATIONS: dict[Place, Any] = {
    (method.upper(), path): operation for path, item in DOCUMENT["paths"].items() for method, operation in item.items()
}
RESPONSES: list[tuple[str, Mapping[str, Any]]] = [
    each
    for table in (*(its["responses"] for its in OPERATIONS.values()), DOCUMENT["x-unrouted-responses"])
    for each in table.items()
]
"""Status and Response Object of every response, those of no operation too."""

ERRORS: frozenset[tuple[str, str]] = frozenset(
    (status, example["value"]["error"]["code"])
    for status, response in RESPONSES
    if status >= "400"
    for media in response["content"].values()
    for example in media["examples"].values()
)
"""Status and code of every error, as the responses' examples pair them."""


def nodes(node: Any, *where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object of the document below `node`, with its place; examples' values are the API's, not OpenAPI's."""
    children = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    if isinstance(node, Mapping):
        yield "/".join(where), node
    for name, child in children:
        if name != "value":
            yield from nodes(child, *where, str(name))
