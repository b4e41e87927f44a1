"""What the contract decides besides paths and schemas, each read from the one place where the contract has it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from asrun.contract import Contract, ContractError
from asrun.default.messages import Response
from asrun.operation import JSON
from mock_api.errors import ApiError

UNROUTED = "x-unrouted-responses"
"""Where the contract has the responses that belong to no operation."""

_POLICY = re.compile(r'"default";q=(\d+);w=(\d+)')


class Limit(NamedTuple):
    """How many requests a key may send in a window of so many seconds."""

    quota: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Rules:
    """`errors` have the status and the `error` of each by its code, and by the name of its example."""

    errors: Mapping[str, tuple[int, Mapping[str, Any]]]
    limit: Limit
    max_body_bytes: int
    default_max_tokens: int
    permissions: Sequence[str]
    models: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, contract: Contract) -> "Rules":
        """Raises `ContractError` where `contract` lacks one."""
        try:
            errors: dict[str, tuple[int, Mapping[str, Any]]] = {}
            for status, name, value in _failures(contract):
                errors.setdefault(value["error"]["code"], (status, value["error"]))
                errors.setdefault(name, (status, value["error"]))
            components = contract.document["components"]
            (policy,) = _POLICY.findall(components["headers"]["RateLimitPolicy"]["example"])
            (max_body_bytes,) = re.findall(r"\d+", errors["PAYLOAD_TOO_LARGE"][1]["message"])
            (models,) = (each for each in contract.operations.values() if each.id == "listModels")
            return cls(
                errors=errors,
                limit=Limit(*map(int, policy)),
                max_body_bytes=int(max_body_bytes),
                default_max_tokens=components["schemas"]["GenerateRequest"]["properties"]["max_tokens"]["default"],
                permissions=components["schemas"]["Permission"]["enum"],
                models=models.responses["200"].content[JSON].examples[0]["data"],
            )
        except (LookupError, TypeError, ValueError) as error:
            raise ContractError(f"the contract lacks what the mock goes by: {error!r}") from error

    def response(self, error: ApiError) -> Response:
        """What the contract says that `error` is."""
        status, documented = self.errors[error.name]
        details = {**documented["details"], **error.details}
        return Response(status, {"success": False, "error": {**documented, "details": details}}, error.fields)


def _failures(contract: Contract) -> Iterator[tuple[int, str, Any]]:
    documented = [operation.responses for operation in contract.operations.values()]
    for responses in (*documented, contract.responses(contract.document[UNROUTED])):
        for status, response in responses.items():
            for name, example in response.content[JSON].spec["examples"].items() if status >= "400" else ():
                yield int(status), name, contract.references.follow(example)["value"]
