"""What the worker in the page calls. Values cross the border to JavaScript as plain lists, numbers, texts and bytes."""

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from asrun.contract import Contract
from run_in_page.api import Api, Exchange, Request, UnreachableError

Plain = list[Any]


class Worker:
    """`report` hears of each exchange: method, URL, fields, body, then status, reason, fields, body."""

    def __init__(self, report: Callable[..., None]) -> None:
        data = files("run_in_page")
        contract = Contract(
            json.loads(data.joinpath("contract.json").read_bytes()), data.joinpath("contract.yaml").read_bytes()
        )
        seed = json.loads(data.joinpath("seed.json").read_bytes())
        self._api = Api(contract, seed, lambda exchange: report(*_plain(exchange)))

    def begin(self) -> None:
        """Starts a run."""
        self._api.begin()

    def send(self, method: str, url: str, fields: Sequence[Sequence[str]], body: bytes) -> Plain:
        """The status, reason, fields and body of the response; or why there is none, and whether the host is known."""
        try:
            pairs = [(name, value) for name, value in fields]
            response = self._api.send(Request(method, url, pairs, bytes(body)))
        except UnreachableError as error:
            return [str(error), error.is_host_known]
        return [response.status, response.reason, response.fields, response.body]

    def run(self, text: str, environment: Mapping[str, str], files: Mapping[str, str]) -> int:
        """Runs a program; the exit status."""
        program = importlib.import_module(
            "run_in_page.program"
        )  # with httpx, for which the other languages need not wait
        status: int = program.run(text, environment, files, self._api)
        return status


def _plain(exchange: Exchange) -> Plain:
    request, response = exchange
    return [
        *(request.method, request.url, request.fields, request.body),
        *(response.status, response.reason, response.fields, response.body),
    ]
