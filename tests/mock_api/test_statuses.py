"""Every status that the contract documents for an operation is one that the mock gives."""

import asyncio
import json
from collections.abc import Callable
from random import Random

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from asrun.contract import Contract
from asrun.transport.faults import unavailable_503
from mock_api import endpoint
from mock_api.answer import Answer
from mock_api.body import MAX_BYTES
from mock_api.clock import Clock
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS, Sandbox
from tests.mock_api.client import JSON, Client, Reply
from tests.mock_api.operations import ALL, PERMISSIONS, Operation

ONCE = ("idempotency-key", "once")
LARGE = b" " * (MAX_BYTES + 1)


def authorization(operation: Operation) -> tuple[str, str]:
    return ("authorization", f"Bearer {SANDBOX_KEYS[operation.key]}")


def succeed(operation: Operation, client: Client) -> Reply:
    return operation.call(client)


def double_authorization(operation: Operation, client: Client) -> Reply:
    return operation.call(client, fields=[authorization(operation)])


def leave_the_key_out(operation: Operation, client: Client) -> Reply:
    return client.send(operation.method, operation.path)


def lack_the_permission(operation: Operation, client: Client) -> Reply:
    other = next(name for name in PERMISSIONS if name not in (operation.permission, "admin"))
    return operation.call(client, key=other)


def ask_for_what_is_not_there(operation: Operation, client: Client) -> Reply:
    kind, _, _ = str(operation.resource).partition("_")
    return operation.call(client, resource=f"{kind}_0000000000")


def conflict(operation: Operation, client: Client) -> Reply:
    if operation.id == "deleteKey":
        return client.call("DELETE", f"/v1/keys/{KEY_IDS['admin']}", key="admin")
    scope = (KEY_IDS[operation.key], operation.method, operation.path, "once")
    client.sandbox.idempotency.begin(scope, operation.document)
    return operation.call(client, fields=[ONCE])


def send_too_much(operation: Operation, client: Client) -> Reply:
    return client.send(operation.method, operation.path, [authorization(operation), JSON], LARGE)


def send_another_media_type(operation: Operation, client: Client) -> Reply:
    fields = [authorization(operation), ("content-type", "text/plain")]
    return client.send(operation.method, operation.path, fields, json.dumps(operation.document).encode())


def break_the_schema(operation: Operation, client: Client) -> Reply:
    if operation.document is not None:
        return operation.call(client, {"misspelt": 1})
    if operation.takes_page:
        return client.call(operation.method, f"{operation.path}?limit=0", key=operation.key)
    return operation.call(client, fields=[("idempotency-key", "two words")])


def use_the_window_up(operation: Operation, client: Client) -> Reply:
    window = client.sandbox.limits.window(KEY_IDS[operation.key])
    window.usage.requests = window.quota
    return operation.call(client)


def meet_a_failure(operation: Operation, client: Client) -> Reply:
    async def fail(*_: object) -> Answer:
        raise LookupError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(endpoint, "answer", fail)
        return operation.call(client)


def meet_an_overload(operation: Operation, client: Client) -> Reply:
    async def overloaded(scope: Scope, receive: Receive, send: Send) -> None:
        await unavailable_503(client.app, scope, receive, send, asyncio.Transport())

    return operation.call(Client(overloaded, client.sandbox))


WAYS: dict[int, Callable[[Operation, Client], Reply]] = {
    400: double_authorization,
    401: leave_the_key_out,
    403: lack_the_permission,
    404: ask_for_what_is_not_there,
    409: conflict,
    413: send_too_much,
    415: send_another_media_type,
    422: break_the_schema,
    429: use_the_window_up,
    500: meet_a_failure,
    503: meet_an_overload,
}


def provoke(operation: Operation, status: int, client: Client) -> Reply:
    return WAYS.get(status, succeed)(operation, client)


def keeps_the_contract(operation: Operation, reply: Reply, contract: Contract) -> bool:
    """Whether an answer is one that the contract documents, as its caller sees it."""
    documented = next(each for each in contract.operations.values() if each.id == operation.id)
    document = reply.document if reply["Content-Type"] == "application/json" else None
    return documented.check_response(reply.status, dict(reply.fields), document) == []


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        pytest.param(operation, status, id=f"{operation.id}-{status}")
        for operation in ALL
        for status in operation.statuses
    ],
)
def test_a_documented_status_is_given(operation: Operation, status: int, client: Client, contract: Contract) -> None:
    reply = provoke(operation, status, client)
    assert reply.status == status
    assert keeps_the_contract(operation, reply, contract)


def test_the_table_of_statuses(
    app: ASGIApp, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """Prints what each operation answered to what was meant to provoke each status."""
    statuses = sorted({status for operation in ALL for status in operation.statuses})
    rows = []
    for operation in ALL:
        given = {
            provoke(operation, status, Client(app, Sandbox(Clock(), Random(0), lambda: 0.0))).status
            for status in operation.statuses
        }
        assert given == set(operation.statuses)
        rows.append(f"{operation.id:16}" + "".join(f"{status if status in given else '':>5}" for status in statuses))
    with capsys.disabled():
        request.config.get_terminal_writer().line("\n" + "\n".join(rows))
