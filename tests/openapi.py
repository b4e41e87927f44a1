"""The contract with its references followed, and the parts of it that tests go through."""

from collections.abc import Iterator, Mapping
from typing import Any

from asrun import ROOT
from asrun.operation import Operation
from asrun.project import load_api
from asrun.references import References
from mock_api.rules import Rules

PATH = ROOT / "docs/api-reference/openapi.yaml"
CONTRACT = load_api(ROOT).contract
SOURCE = CONTRACT.document

REFERENCES = References(SOURCE)


def resolved(node: Any) -> Any:
    if isinstance(node, list):
        return [resolved(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    node = {**REFERENCES.follow(node), **node}
    return {name: resolved(value) for name, value in node.items() if name != "$ref"}


DOCUMENT = resolved(SOURCE)
RULES = Rules.of(CONTRACT)
SCHEMAS: Mapping[str, Any] = DOCUMENT["components"]["schemas"]
EVENT = DOCUMENT["webhooks"]["event"]["post"]


OPERATIONS = [*CONTRACT.operations.values()]
BY_ID = {operation.id: operation for operation in OPERATIONS}
ERRORS = frozenset((str(status), str(error["code"])) for status, error in RULES.errors.values())
"""Status and code of every error, as the responses' examples pair them."""


def spec(operation: Operation) -> Any:
    """The operation as the contract has it, with its references followed."""
    return DOCUMENT["paths"][operation.path][operation.method.lower()]


def target(operation: Operation) -> str:
    """The operation's path, with the id of its example."""
    return operation.path.format(id=next((each.spec["example"] for each in operation.parameters), ""))


def body(operation: Operation) -> Any:
    """The document of the operation's first example, which succeeds; None where it takes none."""
    return next((media.examples[0] for media in operation.body.values()), None)


def nodes(node: Any, *where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object of the document below `node`, with its place; examples' values are the API's, not OpenAPI's."""
    children = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    if isinstance(node, Mapping):
        yield "/".join(where), node
    for name, child in children:
        if name != "value":
            yield from nodes(child, *where, str(name))
