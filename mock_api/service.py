"""The service itself, which needs no key."""

from asrun.contract import Contract
from mock_api.answer import Answer, success


class Service:
    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    async def get_health(self) -> Answer:
        return success({"status": "ok"})

    async def get_contract(self) -> Answer:
        return Answer(200, self._contract.source, {"content-type": "application/yaml"})
