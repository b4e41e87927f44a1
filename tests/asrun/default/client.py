"""The default mock in process."""

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from asrun import ROOT
from asrun.api import Api
from asrun.clock import Clock
from asrun.contract import Contract
from asrun.default.api import default_api
from asrun.default.security import Key
from asrun.journal import Exchange
from tests.asgi import JSON, Reply, send

FILES = [ROOT / "tests/second_site/pets.yaml", *Path(__file__).with_name("contracts").iterdir()]
CONTRACTS = {file.name: file for file in FILES}
KEYS = {"key": Key("secret-of-mine"), "basic": Key("user:password")}
AUTHORIZED = {
    "pets.yaml": [("x-api-key", "secret-of-mine")],
    "files.yaml": [("authorization", "Basic dXNlcjpwYXNzd29yZA==")],
    "search.json": [("cookie", "session=secret-of-mine")],
    "notes.yaml": [("authorization", "Bearer secret-of-mine")],
    "jobs.yaml": [("authorization", "Bearer secret-of-mine")],
}
"""The fields that each of the contracts asks for; that of search wants `token` in the query too."""


class Client:
    """A run of a contract: of one of the files, authorized, or of a document."""

    def __init__(self, contract: str | Mapping[str, Any]) -> None:
        self.contract = Contract.load(CONTRACTS[contract] if isinstance(contract, str) else contract)
        self.api: Api = default_api(self.contract, KEYS)
        self.fields = AUTHORIZED[contract] if isinstance(contract, str) else []
        self.restart()

    def restart(self) -> None:
        self.state = self.api.new_state(Clock(), Random(0), lambda: 0.0)

    def send(
        self,
        method: str,
        target: str,
        document: Any = None,
        *fields: tuple[str, str],
        body: bytes = b"",
        error: int = 0,
    ) -> Reply:
        """The response to a request whose body is a JSON document, or a `body` as it is."""
        if document is not None:
            body, fields = json.dumps(document).encode(), (*fields, JSON)
        fields = (*self.fields, *fields)
        return send(self.api.app, method, target, fields, body, sandbox=self.state, error=error)

    @property
    def exchange(self) -> Exchange:
        return self.state.journal.exchanges[-1]

    @property
    def violations(self) -> list[str]:
        return [violation.name for violation in self.exchange.violations]
