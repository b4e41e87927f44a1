"""Every operation of the contract, with a request to it that succeeds: the contract's own examples."""

from dataclasses import dataclass
from typing import Any

from tests.mock_api.client import Client, Fields, Reply
from tests.openapi import OPERATIONS

PERMISSIONS = ("read", "write", "admin", "webhook")


@dataclass(frozen=True)
class Operation:
    """`permission` is what a key needs: None where any will do.

    `resource` is the id in the path, and `document` the body; None where there is none.
    """

    id: str
    method: str
    path: str
    resource: str | None
    secured: bool
    permission: str | None
    document: Any
    takes_page: bool
    statuses: tuple[int, ...]

    @property
    def success(self) -> int:
        return min(self.statuses)

    @property
    def key(self) -> str:
        """The name of the sandbox key that has the permission, and no other."""
        return self.permission or "read"

    def call(
        self,
        client: Client,
        document: Any = None,
        key: str | None = None,
        fields: Fields = (),
        resource: str | None = None,
    ) -> Reply:
        """The answer to the request, but for what is given."""
        path = self.path if resource is None else self.path.replace(str(self.resource), resource)
        if not self.secured:
            return client.send(self.method, path, fields)
        body = self.document if document is None else document
        return client.call(self.method, path, body, key=key or self.key, fields=fields)


def _read(method: str, path: str, spec: Any) -> Operation:
    parameters = spec.get("parameters", [])
    resource = next((parameter["example"] for parameter in parameters if parameter["in"] == "path"), None)
    body = spec.get("requestBody", {"content": {}})["content"].get("application/json")
    scopes = [scope for requirement in spec["security"] for scope in requirement["apiKey"]]
    return Operation(
        id=spec["operationId"],
        method=method,
        path=path.replace("{id}", str(resource)),
        resource=resource,
        secured=bool(spec["security"]),
        permission=scopes[0] if scopes else None,
        document=next(iter(body["examples"].values()))["value"] if body else None,
        takes_page=any(parameter["name"] == "limit" for parameter in parameters),
        statuses=tuple(sorted(int(status) for status in spec["responses"])),
    )


ALL = tuple(_read(method, path, spec) for (method, path), spec in OPERATIONS.items())
BY_ID = {operation.id: operation for operation in ALL}
SECURED = tuple(operation for operation in ALL if operation.secured)
