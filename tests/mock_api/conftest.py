from dataclasses import dataclass
from random import Random

import pytest
from starlette.types import ASGIApp

from asrun import ROOT
from asrun.contract import Contract
from mock_api.app import create_app
from mock_api.clock import Clock
from mock_api.sandbox import Sandbox
from tests.mock_api.client import Client


@dataclass
class Stopwatch:
    """Real time, which a test moves."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(ROOT / "docs/api-reference/openapi.yaml")


@pytest.fixture(scope="session")
def app(contract: Contract) -> ASGIApp:
    return create_app(contract)


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def sandbox(stopwatch: Stopwatch) -> Sandbox:
    return Sandbox(Clock(), Random(0), stopwatch)


@pytest.fixture
def client(app: ASGIApp, sandbox: Sandbox) -> Client:
    return Client(app, sandbox)
