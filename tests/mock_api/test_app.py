import logging
from typing import Any

import pytest

import asrun.operation
from asrun.contract import Contract, ContractError
from mock_api import generations
from mock_api.app import create_app
from mock_api.sandbox import SANDBOX_KEYS
from tests.mock_api.client import Client
from tests.openapi import BY_ID, PATH, Operation

LINKS = [
    pytest.param(operation, link, id=f"{name}-{title}")
    for name, operation in BY_ID.items()
    for response in operation.spec["responses"].values()
    for title, link in response.get("links", {}).items()
]


@pytest.mark.parametrize("operation", BY_ID.values(), ids=BY_ID)
def test_example_of_each_operation_succeeds_with_a_key_that_has_its_permission_alone(
    client: Client, operation: Operation
) -> None:
    assert str(client.perform(operation.id).status) == operation.success
    assert client.violations == []


@pytest.mark.parametrize(("operation", "link"), LINKS)
def test_link_can_be_followed(operation: Operation, link: Any, client: Client) -> None:
    data = client.perform(operation.id).data
    (expression,) = link["parameters"].values()
    resource = data[expression.removeprefix("$response.body#/data/")]
    assert client.perform(link["operationId"], resource=resource, key="admin").status < 300


@pytest.mark.parametrize("change", [{}, {"operationId": "listModelz"}], ids=["gone", "renamed"])
def test_operation_that_the_mock_does_not_have_is_an_error(contract: Contract, change: dict[str, str]) -> None:
    get = contract.document["paths"]["/v1/models"]["get"]
    paths = {**contract.document["paths"], "/v1/models": {"get": {**get, **change}} if change else {}}
    with pytest.raises(ContractError, match=r"^contract and mock differ in operations: listModels"):
        create_app(Contract.load({**contract.document, "paths": paths}))


def test_head_is_get_without_the_body(client: Client) -> None:
    get, head = client.call("GET", "/v1/me"), client.call("HEAD", "/v1/me")
    assert (head.status, head.body, head["Content-Length"]) == (200, b"", str(len(get.body)))


def test_contract_is_sent_byte_for_byte_and_needs_no_key(client: Client) -> None:
    reply = client.send("GET", "/openapi.yaml", [("authorization", "")] * 2)
    assert (reply.body, reply["RateLimit"]) == (PATH.read_bytes(), None)


def test_failure_is_a_500_that_tells_no_details(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> tuple[str, int]:
        raise LookupError(SANDBOX_KEYS["read"])

    monkeypatch.setattr(generations, "write", fail)
    with caplog.at_level(logging.ERROR):
        reply = client.generate()
    assert (reply.status, reply.code, client.violations) == (500, "INTERNAL_ERROR", ["internal_error"])
    assert "LookupError" not in reply.body.decode()
    assert "LookupError" in caplog.text
    assert SANDBOX_KEYS["read"][12:] not in caplog.text


def test_response_that_breaks_the_contract_is_a_500(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asrun.operation.Response, "mismatches", lambda *_: ["it breaks the contract"])
    assert (client.generate().code, client.violations) == ("INTERNAL_ERROR", ["response_breaks_contract"])
