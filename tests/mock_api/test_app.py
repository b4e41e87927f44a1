import subprocess
import sys

import pytest

from asrun import ROOT
from asrun.contract import Contract, ContractError
from mock_api.app import create_app

WITHOUT_THREADS = """
import socket, sys, threading, time
def forbidden(*_, **__): raise RuntimeError("no thread, socket or sleep in the app")
threading.Thread.start = socket.socket.__init__ = socket.create_connection = time.sleep = forbidden

from mock_api.app import create_app
from asrun.contract import Contract
from tests.mock_api.client import BY_ID, Client
assert not set(sys.modules) & {"uvicorn", "trustme", "httptools", "asrun.transport.server", "asrun.transport.front"}

app = create_app(Contract.load(open("docs/api-reference/openapi.yaml").read()))
for operation in BY_ID.values():
    assert operation.call(Client(app)).status == operation.success, operation
print("all")
"""


def test_app_answers_every_operation_in_one_step_without_threads_sockets_or_sleep() -> None:
    ran = subprocess.run([sys.executable, "-c", WITHOUT_THREADS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("all\n", "")


@pytest.mark.parametrize("change", [{}, {"operationId": "listModelz"}], ids=["gone", "renamed"])
def test_operation_that_the_mock_does_not_have_is_an_error(contract: Contract, change: dict[str, str]) -> None:
    get = contract.document["paths"]["/v1/models"]["get"]
    paths = {**contract.document["paths"], "/v1/models": {"get": {**get, **change}} if change else {}}
    with pytest.raises(ContractError, match=r"^contract and mock differ in operations: listModels"):
        create_app(Contract.load({**contract.document, "paths": paths}))
