"""Which set of permissions lets a key do which operation: all of them, each with each."""

from itertools import combinations

import pytest

from tests.mock_api.client import Client
from tests.mock_api.operations import PERMISSIONS, SECURED, Operation

GRANTS = [granted for size in range(1, 5) for granted in combinations(PERMISSIONS, size)]


@pytest.mark.parametrize("granted", GRANTS, ids="+".join)
@pytest.mark.parametrize("operation", SECURED, ids=lambda operation: operation.id)
def test_a_key_does_what_its_permissions_let_it(operation: Operation, granted: tuple[str, ...], client: Client) -> None:
    _, secret = client.sandbox.keys.issue("Any", "test", granted)
    reply = operation.call(client, key=secret)
    if operation.permission is None or operation.permission in granted or "admin" in granted:
        assert reply.status == operation.success
    else:
        assert (reply.status, reply.code) == (403, "INSUFFICIENT_PERMISSIONS")
        assert reply.error["details"] == {"required": operation.permission, "granted": list(granted)}
        assert str(reply["WWW-Authenticate"]).endswith(f'error="insufficient_scope", scope="{operation.permission}"')
