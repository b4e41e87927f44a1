"""How tests use the one-file clients that readers download: in a program of their own, as readers do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_api.faults import FAULTS
from mock_api.journal import Exchange
from mock_api.sandbox import SANDBOX_KEYS
from mock_api.server import MockServer
from tests.harness import ROOT
from tests.harness.languages import JAVASCRIPT, PYTHON, Language
from tests.harness.process import Ended, execute, workplace
from tests.harness.wire import line

FOLDER = ROOT / "docs/guides/clients"
FILES = {JAVASCRIPT: FOLDER / "example-api.mjs", PYTHON: FOLDER / "example_api.py"}
# What surrounds the lines of a test: they have a client, and what they raise is printed with its type.
FRAMES = {
    JAVASCRIPT: """\
import * as api from "./example-api.mjs";
try {{
  const client = new api.Client({{ {options} }});
  {lines}
}} catch (error) {{
  console.log(error.constructor.name, error.status, error.code, error.requestId, error.message);
}}
""",
    PYTHON: """\
import random, sys
import example_api
try:
    with example_api.Client({options}) as client:
        {lines}
except Exception as error:
    details = [getattr(error, name, None) for name in ("status", "code", "request_id")]
    print(type(error).__name__, *details, error)
""",
}

GENERATE = {
    JAVASCRIPT: 'console.log((await client.generate({ prompt: "Hi", model: "gpt-4" })).text);',
    PYTHON: 'print(client.generate("Hi", "gpt-4")["text"])',
}
ME = {JAVASCRIPT: "console.log((await client.getCurrentKey()).id);", PYTHON: 'print(client.get_current_key()["id"])'}


@dataclass
class Ran:
    ended: Ended
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def output(self) -> str:
        assert self.ended.errors == ""
        return self.ended.output.strip()

    @property
    def lines(self) -> list[str]:
        return [line(exchange) for exchange in self.exchanges]


def run(language: Language, lines: str, environment: Mapping[str, str], options: str = "") -> Ended:
    program = FRAMES[language].format(lines=lines, options=options)
    with workplace(f"program{FILES[language].suffix}", program.encode(), [FILES[language]]) as place:
        return execute(language.command, environment, place)


@dataclass
class Mock:
    server: MockServer

    def run(
        self, language: Language, lines: Mapping[Language, str], key: str, *, fault: str = "", options: str = ""
    ) -> Ran:
        opened = self.server.open_run([FAULTS[fault]] if fault else [])
        secret = SANDBOX_KEYS.get(key, key)
        ended = run(language, lines[language], {**opened.environment, "API_KEY": secret}, options)
        opened.close()
        assert opened.refused == []
        exchanges = list(opened.sandbox.journal.exchanges)
        assert [exchange.violations for exchange in exchanges] == [[] for _ in exchanges]
        return Ran(ended, exchanges)
