import pytest
from starlette.types import ASGIApp

from asrun.contract import Contract
from mock_api.app import create_app
from tests.mock_api.client import Client


@pytest.fixture(scope="session")
def app(contract: Contract) -> ASGIApp:
    return create_app(contract)


@pytest.fixture
def client(app: ASGIApp) -> Client:
    return Client(app)
