import pytest

from tests.mock_api.client import Client


@pytest.fixture
def client() -> Client:
    return Client()
