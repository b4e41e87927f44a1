"""Each operation gives every status that the contract documents for it, and does what a key's permissions let it."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from starlette.types import ASGIApp

from asrun.contract import Contract
from mock_api.app import create_app
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS
from tests.mock_api.client import BY_ID, JSON, PERMISSIONS, SECURED, Client, Operation, Reply
from tests.openapi import DOCUMENT, RULES

BODY = "$response.body#/data/"
GRANTS = [granted for size in range(1, 5) for granted in combinations(PERMISSIONS, size)]
LINKS = [
    pytest.param(operation, link, id=f"{name}-{title}")
    for name, operation in BY_ID.items()
    for response in operation.spec["responses"].values()
    for title, link in response.get("links", {}).items()
]
MISSING_FIELD = {"X-Missing": {"required": True, "schema": {"type": "string"}}}


def other_contract() -> Contract:
    """One that no success of the mock keeps."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in BY_ID.values():
        success = {**operation.spec["responses"][str(operation.success)], "headers": MISSING_FIELD}
        spec = {**operation.spec, "responses": {**operation.spec["responses"], str(operation.success): success}}
        paths.setdefault(operation.path, {})[operation.method.lower()] = spec
    return Contract.load({**DOCUMENT, "paths": paths})


BROKEN = create_app(other_contract())


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
    500: lambda operation, client: operation.call(Client(BROKEN, client.sandbox)),
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
def test_documented_status_is_given_as_the_contract_says(
    operation: Operation, status: int, client: Client, contract: Contract
) -> None:
    reply = WAYS.get(status, Operation.call)(operation, client)
    document = reply.document if reply["Content-Type"] == "application/json" else None
    documented = contract.operations[operation.method, operation.path]
    assert reply.status == status
    assert documented.check_response(status, dict(reply.fields), document) == []
    assert ("response_breaks_contract" in client.violations) == (status == 500)


@pytest.mark.parametrize("operation", SECURED.values(), ids=SECURED)
def test_key_does_what_its_permissions_let_it(operation: Operation, app: ASGIApp) -> None:
    for granted in GRANTS:
        client = Client(app)
        _, secret = client.sandbox.keys.issue("Any", "test", granted)
        reply = operation.call(client, key=secret)
        if operation.permission is None or operation.permission in granted or "admin" in granted:
            assert reply.status == operation.success
        else:
            assert (reply.status, reply.code) == (403, "INSUFFICIENT_PERMISSIONS")
            assert reply.error["details"] == {"required": operation.permission, "granted": list(granted)}
            assert str(reply["WWW-Authenticate"]).endswith(f'"insufficient_scope", scope="{operation.permission}"')


@pytest.mark.parametrize(("operation", "link"), LINKS)
def test_link_can_be_followed(operation: Operation, link: Any, client: Client) -> None:
    data = operation.call(client).data
    (expression,) = link["parameters"].values()
    assert expression.startswith(BODY)
    target = BY_ID[link["operationId"]]
    reply = target.call(client, resource=data[expression.removeprefix(BODY)], key="admin")
    assert reply.status == target.success
