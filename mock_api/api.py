"""This API as the engine needs it: asrun.toml names `api`."""

from asrun.api import Api
from asrun.contract import Contract
from mock_api.app import create_app
from mock_api.faults import FAULTS
from mock_api.masking import mask
from mock_api.sandbox import SANDBOX_KEYS, Sandbox


def api(contract: Contract) -> Api:
    """Raises `ContractError` where the contract has other operations than the mock."""
    environment = {"API_KEY": SANDBOX_KEYS["admin"]}
    return Api(contract, create_app(contract), Sandbox, SANDBOX_KEYS, environment, mask, FAULTS)
