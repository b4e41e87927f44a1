"""Schemathesis drives contracts of different make with all of its checks; their mock knows the contracts alone."""

import base64
from typing import Any

import pytest
import schemathesis
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.types import Receive, Scope, Send

from tests.asrun.default.client import CONTRACTS, KEYS, Client

pytest_plugins = ("schemathesis.pytest.plugin",)
pytestmark = pytest.mark.check

SECRET = KEYS["key"].secret
BASIC = f"Basic {base64.b64encode(KEYS['basic'].secret.encode()).decode()}"
CREDENTIALS: dict[str, dict[str, dict[str, str]]] = {
    "pets.yaml": {"headers": {"X-Api-Key": SECRET}},
    "files.yaml": {"headers": {"Authorization": BASIC}},
    "search.json": {"query": {"token": SECRET}, "cookies": {"session": SECRET}},
    "notes.yaml": {"headers": {"Authorization": f"Bearer {SECRET}"}},
    "jobs.yaml": {"headers": {"Authorization": f"Bearer {SECRET}"}},
}
SETTINGS = {
    "seed": 1,
    "generation": {"max-examples": 20, "deterministic": True, "database": "none"},
    "output": {"sanitization": {"enabled": False}},
}


@pytest.fixture(params=CREDENTIALS)
def contract(request: pytest.FixtureRequest) -> OpenApiSchema:
    client = Client(request.param)
    schema = schemathesis.openapi.from_path(CONTRACTS / request.param, config=schemathesis.Config.from_dict(SETTINGS))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"sandbox": client.state}
        await client.api.app(scope, receive, send)

    @schema.auth(refresh_interval=None)
    class Credentials:
        def get(self, case: Any, context: schemathesis.AuthContext) -> dict[str, dict[str, str]]:
            del case, context
            return CREDENTIALS[request.param]

        def set(self, case: Any, data: dict[str, dict[str, str]], context: schemathesis.AuthContext) -> None:
            del context
            for place, values in data.items():
                setattr(case, place, {**(getattr(case, place) or {}), **values})

    schema.app = app
    return schema


SCHEMA = schemathesis.pytest.from_fixture("contract")


@SCHEMA.parametrize()
def test_every_operation_keeps_its_contract(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate()
