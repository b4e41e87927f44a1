"""This API as the engine needs it: asrun.toml names `api`."""

from asrun.api import Api
from asrun.contract import Contract
from asrun.default.api import failing
from mock_api.app import create_app
from mock_api.errors import ApiError, invalid_token, service_unavailable
from mock_api.key_format import mask
from mock_api.sandbox import SANDBOX_KEYS, Sandbox

FAULTS = {
    "error_500": failing(ApiError("INTERNAL_ERROR")),
    "unavailable_503": failing(service_unavailable()),
    "limited_429": failing(ApiError("RATE_LIMIT_EXCEEDED", {"retry-after": "1"})),
    "expired_401": failing(invalid_token("EXPIRED_API_KEY")),
}
"""Errors as faults that a run asks for, by name."""


def api(contract: Contract) -> Api:
    """Raises `ContractError` where the contract has other operations than the mock."""
    return Api(contract, create_app(contract), Sandbox, SANDBOX_KEYS, {}, mask, FAULTS)
