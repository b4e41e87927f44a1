import subprocess
import sys

import pytest

from asrun import ROOT
from asrun.contract import Contract, ContractError
from mock_api.app import create_app
from tests.mock_api.operations import ALL

ALONE = """
import socket, sys, threading, time
def forbidden(*_, **__): raise RuntimeError("no thread, socket or sleep in the app")
threading.Thread.start = socket.socket.__init__ = socket.create_connection = time.sleep = forbidden

from pathlib import Path
from random import Random
from mock_api.app import create_app
from mock_api.clock import Clock
from asrun.contract import Contract
from mock_api.sandbox import Sandbox
assert not set(sys.modules) & {"uvicorn", "trustme", "httptools", "asrun.transport.server", "asrun.transport.front"}

from tests.mock_api.client import Client
from tests.mock_api.operations import ALL

app = create_app(Contract.load(Path("docs/api-reference/openapi.yaml")))
for operation in ALL:
    client = Client(app, Sandbox(Clock(), Random(0), lambda: 0.0))
    assert operation.call(client).status == operation.success, operation
    assert client.send("GET", "/nowhere").status == 404
    assert client.send("PUT", operation.path).status == 405
    print(operation.id)
"""


def test_the_app_answers_every_operation_in_one_step_without_threads_sockets_or_sleep() -> None:
    ran = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == [operation.id for operation in ALL]


@pytest.mark.parametrize("change", [{}, {"operationId": "listModelz"}], ids=["gone", "renamed"])
def test_an_operation_that_the_mock_does_not_have_is_an_error(contract: Contract, change: dict[str, str]) -> None:
    get = contract.document["paths"]["/v1/models"]["get"]
    paths = {**contract.document["paths"], "/v1/models": {"get": {**get, **change}} if change else {}}
    with pytest.raises(ContractError, match=r"^contract and mock differ in operations: listModels"):
        create_app(Contract.load({**contract.document, "paths": paths}))
