"""Schemathesis drives every operation of the contract with all of its checks, and follows its links."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import hypothesis
import pytest
import schemathesis
from starlette.types import Receive, Scope, Send

from asrun.clock import Clock
from mock_api.app import bind
from mock_api.sandbox import KEY_IDS, SANDBOX_KEYS, Sandbox
from tests.mock_api.client import APP
from tests.openapi import PATH

pytest_plugins = ("schemathesis.pytest.plugin",)

Case = schemathesis.Case[Any]


class Api:
    """The app in a run without limits, at a time when every `expires_at` of this century is ahead."""

    def restart(self) -> None:
        self.sandbox = Sandbox(Clock(datetime(1999, 1, 1, tzinfo=UTC)), Random(0), lambda: 0.0)
        self.sandbox.limits.quotas[KEY_IDS["admin"]] = 10**9

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await bind(APP, self.sandbox)(scope, receive, send)


API = Api()
CHECKS = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409"]},
    "negative_data_rejection": {"expected-statuses": ["400", "401", "404", "415", "422"]},  # 401 without a key
    "missing_required_header": {"expected-statuses": ["401", "422"]},
}
SETTINGS = {
    "seed": 1,
    "generation": {"max-examples": 10, "deterministic": True, "database": "none"},
    "output": {"sanitization": {"enabled": False}},
    "checks": CHECKS,
    "phases": {"stateful": {"inference": {"algorithms": []}}},
}
SCHEMA = schemathesis.openapi.from_path(PATH, config=schemathesis.Config.from_dict(SETTINGS))
SCHEMA.app = API


@SCHEMA.auth(refresh_interval=None)
class Authorization:
    def get(self, case: Case, context: schemathesis.AuthContext) -> str:
        del case, context
        return f"Bearer {SANDBOX_KEYS['admin']}"

    def set(self, case: Case, data: str, context: schemathesis.AuthContext) -> None:
        del context
        case.headers["Authorization"] = data


def with_its_own_mode(case: Case) -> Case:
    """`case` with the mode of the key that it is sent with, which no schema can say."""
    if isinstance(case.body, dict) and case.body.get("mode") == "live":
        case.body["mode"] = "test"
    return case


@SCHEMA.parametrize()
def test_an_operation_keeps_the_contract(case: Case) -> None:
    API.restart()
    with_its_own_mode(case).call_and_validate()


class Links(SCHEMA.as_state_machine()):  # type: ignore[misc] # it is made of the contract
    def setup(self) -> None:
        API.restart()

    def before_call(self, case: Case) -> None:
        with_its_own_mode(case)
        # The idempotency keys of the steps before are forgotten: a response of 422 is a mistake then.
        API.sandbox.clock.advance(24 * 60 * 60)


Links.TestCase.settings = hypothesis.settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    phases=[hypothesis.Phase.generate],
    stateful_step_count=8,
    suppress_health_check=list(hypothesis.HealthCheck),
)
TestLinks = pytest.mark.check(Links.TestCase)
"""What is done after what, by the links."""
