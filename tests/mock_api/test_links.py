"""Every link of the contract leads from what an operation answered to what another one does."""

from typing import Any

import pytest

from tests.mock_api.client import Client
from tests.mock_api.operations import BY_ID
from tests.openapi import OPERATIONS

BODY = "$response.body#/data/"
LINKS = [
    pytest.param(spec["operationId"], link, id=f"{spec['operationId']}-{name}")
    for spec in OPERATIONS.values()
    for response in spec["responses"].values()
    for name, link in response.get("links", {}).items()
]


@pytest.mark.parametrize(("source", "link"), LINKS)
def test_a_link_can_be_followed(source: str, link: Any, client: Client) -> None:
    answered = BY_ID[source].call(client).data
    ((_, expression),) = link["parameters"].items()
    assert expression.startswith(BODY)
    target = BY_ID[link["operationId"]]
    reply = target.call(client, resource=answered[expression.removeprefix(BODY)], key="admin")
    assert reply.status == target.success
