"""What the worker in the page calls. Values cross the border to JavaScript as plain lists, numbers, texts and bytes."""

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from asrun.contract import Contract
from run_in_page.api import Api, Request, UnreachableError

Plain = list[Any]


class Worker:
    """`report` hears of each exchange: method, URL, fields, body, then status, reason, fields, body."""

    def __init__(self, report: Callable[..., None]) -> None:
        data = files("run_in_page")
        document, seed = (json.loads(data.joinpath(name).read_bytes()) for name in ("contract.json", "seed.json"))
        contract = Contract(document, data.joinpath("contract.yaml").read_bytes())
        self._api = Api(contract, seed, lambda request, response: report(*request, *response))

    def begin(self) -> None:
        """Starts a run."""
        self._api.begin()

    def send(self, method: str, url: str, fields: Sequence[Sequence[str]], body: bytes) -> Plain:
        """The status, reason, fields and body of the response; or why there is none, alone."""
        try:
            pairs = [(name, value) for name, value in fields]
            response = self._api.send(Request(method, url, pairs, bytes(body)))
        except UnreachableError as error:
            return [str(error)]
        return [*response]

    def run(self, text: str, environment: Mapping[str, str], files: Mapping[str, str]) -> int:
        """Runs a program; the exit status."""
        # With httpx, for which the other languages need not wait.
        program = importlib.import_module("run_in_page.program")
        status: int = program.run(text, environment, files, self._api)
        return status
