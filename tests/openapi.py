"""The contract with its references followed, and the parts of it that tests go through."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from asrun import ROOT
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


@dataclass(frozen=True)
class Operation:
    """An operation of the contract, with the request of its examples, which succeeds.

    `permission` is what a key needs, None where any will do; `document` is the body.
    """

    method: str
    path: str
    spec: Any

    @property
    def id(self) -> str:
        return str(self.spec["operationId"])

    @property
    def permission(self) -> str | None:
        return next((scope for each in self.spec["security"] for scope in each["apiKey"]), None)

    @property
    def document(self) -> Any:
        content = self.spec.get("requestBody", {}).get("content", {}).get("application/json", {})
        return next((example["value"] for example in content.get("examples", {}).values()), None)

    @property
    def success(self) -> str:
        return str(min(self.spec["responses"]))

    def target(self, resource: str = "") -> str:
        parameters = self.spec.get("parameters", [])
        example = next((each["example"] for each in parameters if each["in"] == "path"), "")
        return self.path.replace("{id}", resource or example)


OPERATIONS = [
    Operation(method.upper(), path, spec) for path, item in DOCUMENT["paths"].items() for method, spec in item.items()
]
BY_ID = {operation.id: operation for operation in OPERATIONS}
RESPONSES: list[tuple[str, Mapping[str, Any]]] = [
    each
    for table in (*(its.spec["responses"] for its in OPERATIONS), DOCUMENT["x-unrouted-responses"])
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
