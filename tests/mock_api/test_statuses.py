"""Each operation gives every status that the contract documents for it, and its links can be followed."""

from collections.abc import Callable
from typing import Any

import pytest

from asrun import contract
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS
from tests.mock_api.client import BY_ID, JSON, SECURED, Client, Operation, Reply
from tests.openapi import CONTRACT, RULES

BODY = "$response.body#/data/"
LINKS = [
    pytest.param(operation, link, id=f"{name}-{title}")
    for name, operation in BY_ID.items()
    for response in operation.spec["responses"].values()
    for title, link in response.get("links", {}).items()
]


def send(operation: Operation, client: Client, *fields: tuple[str, str], body: bytes = b"", query: str = "") -> Reply:
    authorization = ("authorization", f"Bearer {SANDBOX_KEYS[operation.key]}")
    return client.send(operation.method, operation.target() + query, [authorization, *fields], body)


def double_authorization(operation: Operation, client: Client) -> Reply:
    return send(operation, client, ("authorization", f"Bearer {SANDBOX_KEYS['read']}"))


def lack_the_permission(operation: Operation, client: Client) -> Reply:
    return operation.call(client, key="webhook" if operation.permission == "read" else "read")


def ask_for_what_is_not_there(operation: Operation, client: Client) -> Reply:
    return operation.call(client, resource=operation.target().split("/")[3].partition("_")[0] + "_0000000000")


def conflict(operation: Operation, client: Client) -> Reply:
    if operation is BY_ID["deleteKey"]:
        return operation.call(client, resource=KEY_IDS["admin"])
    scope = (KEY_IDS[operation.key], operation.method, operation.target(), "once")
    client.sandbox.idempotency.begin(scope, operation.document)
    return operation.call(client, fields=[("idempotency-key", "once")])


def break_the_schema(operation: Operation, client: Client) -> Reply:
    if operation.document is not None:
        return send(operation, client, JSON, body=b'{"misspelt": 1}')
    return send(operation, client, ("idempotency-key", "two words"), query="?limit=0")


def exceed_the_limit(operation: Operation, client: Client) -> Reply:
    client.sandbox.limits.quotas[KEY_IDS[operation.key]] = 1
    client.call("GET", "/v1/me", key=operation.key)
    return operation.call(client)


def break_the_contract(operation: Operation, client: Client) -> Reply:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contract.Operation, "check_response", lambda *_: ["it breaks the contract"])
        return operation.call(client)


def be_unavailable(operation: Operation, client: Client) -> Reply:
    client.sandbox.unavailable.add(KEY_IDS[operation.key])
    return operation.call(client)


WAYS: dict[int, Callable[[Operation, Client], Reply]] = {
    400: double_authorization,
    401: lambda operation, client: client.send(operation.method, operation.target()),
    403: lack_the_permission,
    404: ask_for_what_is_not_there,
    409: conflict,
    413: lambda operation, client: send(operation, client, JSON, body=b" " * (RULES.max_body_bytes + 1)),
    415: lambda operation, client: send(operation, client, ("content-type", "text/plain"), body=b"{}"),
    422: break_the_schema,
    429: exceed_the_limit,
    500: break_the_contract,
    503: be_unavailable,
}


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        pytest.param(operation, int(status), id=f"{name}-{status}")
        for name, operation in BY_ID.items()
        for status in operation.spec["responses"]
        if status != "503" or name in SECURED
    ],
)
def test_documented_status_is_given_as_the_contract_says(operation: Operation, status: int, client: Client) -> None:
    reply = WAYS.get(status, Operation.call)(operation, client)
    document = reply.document if reply["Content-Type"] == "application/json" else None
    documented = CONTRACT.operations[operation.method, operation.path]
    assert reply.status == status
    assert documented.check_response(status, dict(reply.fields), document) == []
    assert ("response_breaks_contract" in client.violations) == (status == 500)
    assert status >= 400 or client.violations == []


@pytest.mark.parametrize(("operation", "link"), LINKS)
def test_link_can_be_followed(operation: Operation, link: Any, client: Client) -> None:
    data = operation.call(client).data
    (expression,) = link["parameters"].values()
    assert expression.startswith(BODY)
    target = BY_ID[link["operationId"]]
    reply = target.call(client, resource=data[expression.removeprefix(BODY)], key="admin")
    assert reply.status == target.success
