"""The contract as the page of the endpoints tells it: operations, and the objects that they return, as table rows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from asrun.pages.tables import Row
from asrun.pages.vocabulary import Vocabulary

_ID = re.compile(r"\^([a-z]+_)\[0-9\]\{10\}\$")


@dataclass(frozen=True)
class Operation:
    """An operation of the contract; `anchor` is the id of its heading."""

    contract: Vocabulary
    method: str
    path: str
    document: Mapping[str, Any]

    @property
    def id(self) -> str:
        operation_id: str = self.document["operationId"]
        return operation_id

    @property
    def anchor(self) -> str:
        return re.sub("[A-Z]", lambda letter: f"-{letter.group().lower()}", self.id)

    @property
    def permission(self) -> str:
        """The permission that a key needs; `any key`, or `no key`."""
        security = self.document["security"]
        return ", ".join(security[0]["apiKey"]) or "any key" if security else "no key"

    @property
    def summary(self) -> Row:
        """Request, permission, status of the success, what it returns, statuses of the errors."""
        statuses = sorted(self.document["responses"])
        success, errors = statuses[0], statuses[1:]
        return f"{self.method} {self.path}", self.permission, success, self._returns(success), " ".join(errors)

    def _returns(self, success: str) -> str:
        content = self.contract.resolve(self.document["responses"][success]).get("content", {})
        if "application/json" not in content:
            return "nothing" if not content else "a document"
        data = self.contract.resolve(content["application/json"]["schema"])["properties"]["data"]
        return f"list of {_name(data['items'])}" if data.get("type") == "array" else _name(data)

    @property
    def inputs(self) -> frozenset[Row]:
        """Name, place, type, and whether it is required, of each parameter and each field of the body."""
        return frozenset([*self._parameters(), *self._body()])

    def _parameters(self) -> Iterator[Row]:
        for reference in self.document.get("parameters", []):
            parameter = self.contract.resolve(reference)
            required = _yes(parameter.get("required", False))
            yield parameter["name"], parameter["in"], kind(self.contract, parameter["schema"]), required

    def _body(self) -> Iterator[Row]:
        if "requestBody" in self.document:
            schema = self.contract.resolve(self.document["requestBody"]["content"]["application/json"]["schema"])
            for name, field in schema["properties"].items():
                yield name, "body", kind(self.contract, field), _yes(name in schema.get("required", []))


def operations(contract: Vocabulary) -> list[Operation]:
    """Every operation, in the contract's order."""
    return [Operation(contract, *operation) for operation in contract.documented]


def members(contract: Vocabulary, schema: Mapping[str, Any], prefix: str = "") -> frozenset[Row]:
    """Name and type of each field of an object, those of objects within it as `usage.prompt_tokens`."""
    rows: set[Row] = set()
    for name, field in contract.resolve(schema)["properties"].items():
        rows.add((prefix + name, kind(contract, field)))
        if "properties" in contract.resolve(field):
            rows |= members(contract, field, f"{prefix}{name}.")
    return frozenset(rows)


def kind(contract: Vocabulary, schema: Mapping[str, Any]) -> str:
    """A schema in the words of the tables: `integer, 1 to 4096, 256 by default`."""
    schema = contract.resolve(schema)
    types = schema.get("type", "string")
    text = _plain(contract, schema, types if isinstance(types, str) else types[0])
    if "null" in types:
        text += " or null"
    return f"{text}, {schema['default']} by default" if "default" in schema else text


def _plain(contract: Vocabulary, schema: Mapping[str, Any], type_name: str) -> str:
    if values := schema.get("enum", [schema["const"]] if "const" in schema else []):
        return ", ".join(values)
    if type_name == "array":
        return f"list of {kind(contract, schema['items'])}"
    if type_name == "integer":
        return "integer" + _bounds(schema, "minimum", "maximum")
    return _text(schema) if type_name == "string" else type_name


def _text(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date-time":
        return "time"
    if prefix := _ID.fullmatch(schema.get("pattern", "")):
        return f"{prefix[1]} and 10 digits"
    return f"string{_bounds(schema, 'minLength', 'maxLength')} characters" if "maxLength" in schema else "string"


def _bounds(schema: Mapping[str, Any], low: str, high: str) -> str:
    if high not in schema:
        return f", {schema[low]} or more"
    return f", {schema[low]} to {schema[high]}" if low in schema else f", up to {schema[high]}"


def _name(schema: Mapping[str, Any]) -> str:
    reference: str = schema["$ref"]
    return reference.rpartition("/")[2]


def _yes(required: bool) -> str:
    return "yes" if required else "no"
