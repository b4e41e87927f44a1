"""Schemathesis drives contracts of different make with all of its checks; their mock knows the contracts alone."""

from typing import Any

import pytest
import schemathesis
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.types import Receive, Scope, Send

from tests.asrun.default.client import AUTHORIZED, CONTRACTS, Client

pytest_plugins = ("schemathesis.pytest.plugin",)
pytestmark = pytest.mark.check

SETTINGS = {
    "seed": 1,
    "generation": {"max-examples": 20, "deterministic": True, "database": "none"},
    "output": {"sanitization": {"enabled": False}},
}


@pytest.fixture(params=AUTHORIZED)
def contract(request: pytest.FixtureRequest) -> OpenApiSchema:
    client = Client(request.param)
    schema = schemathesis.openapi.from_path(CONTRACTS[request.param], config=schemathesis.Config.from_dict(SETTINGS))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"sandbox": client.state}
        await client.api.app(scope, receive, send)

    @schema.auth(refresh_interval=None)
    class Credentials:
        def get(self, case: Any, context: schemathesis.AuthContext) -> str:
            del case, context
            return "secret-of-mine"

        def set(self, case: Any, data: str, context: schemathesis.AuthContext) -> None:
            del context
            case.headers.update(AUTHORIZED[request.param])
            if request.param == "search.json":
                case.query = {**(case.query or {}), "token": data}

    schema.app = app
    return schema


SCHEMA = schemathesis.pytest.from_fixture("contract")


@SCHEMA.parametrize()
def test_every_operation_keeps_its_contract(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate()
