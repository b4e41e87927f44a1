"""The service itself, which needs no key."""

from mock_api.answer import Answer, success
from mock_api.contract import Contract


class Service:
    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    async def get_health(self) -> Answer:
        return success({"status": "ok"})

    async def get_contract(self) -> Answer:
        return Answer(200, self._contract.source, {"content-type": "application/yaml"})
