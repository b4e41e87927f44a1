"""guides/sdks.md: the client that readers generate from the contract is generated as the page says, and works."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.examples.wire import line
from asrun.journal import Exchange
from asrun.judge.checks import WITH
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS
from tests.test_judge import broken_promises, judge

pytestmark = pytest.mark.check

FORM = ROOT / "snippets/sdks" / "generate-client.sh"
PROGRAM = ROOT / "snippets/sdks/generated-client/python.py"

Ran = tuple[subprocess.CompletedProcess[str], Sequence[Exchange]]


def run(server: MockServer, command: list[str], folder: Path, fault: str = "", **variables: str) -> Ran:
    opened = server.open_run([server.faults[fault]] if fault else [])
    path = f"{Path(sys.executable).parent}:{PATH}"
    environment = {"PATH": path, "HOME": str(folder), **opened.environment, **variables}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=GUARD, check=False
    )
    opened.close()
    return ended, opened.sandbox.journal.exchanges


@pytest.fixture(scope="module")
def client(server: MockServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    ended, exchanges = run(server, ["bash", str(FORM)], folder)
    assert [line(exchange) for exchange in exchanges] == ["GET /openapi.yaml 200"]
    assert ended.returncode == 0, ended.stderr
    # It leaves out the download of the contract alone.
    said = re.findall(r"^(?:WARNING|ERROR|Unable) .*", ended.stdout + ended.stderr, re.MULTILINE)
    assert said == ["WARNING parsing GET /openapi.yaml within service."]
    return folder / "example-api-client"


def test_form_says_why_the_contract_was_not_read_and_shows_nothing_else(server: MockServer, tmp_path: Path) -> None:
    ended, _ = run(server, ["bash", str(FORM)], tmp_path, "error_500")
    assert ended.stderr.startswith("curl: (22) The requested URL returned error: 500")
    assert list(tmp_path.iterdir()) == []


NO_KEY = "Set API_KEY to your API key, without quotes or whitespace.\n"
NO_RESPONSE = "No usable response from api.example.com: "
LOST = f"{NO_RESPONSE}RemoteProtocolError('Server disconnected without sending a response.')\n"
UNEXPECTED = (
    f"{NO_RESPONSE}UnexpectedStatus('Unexpected status code: 502\\n\\nResponse content:\\n<h1>502 Bad Gateway</h1>')\n"
)
Use = tuple[str | None, str, list[int], str]
USES: list[Use] = [
    ("read", "", [200], ""),
    ("webhook", "", [403], "403 INSUFFICIENT_PERMISSIONS: The API key lacks the required permission (req_0)\n"),
    (None, "", [], NO_KEY),
    ("'ak_test'", "", [], NO_KEY),
    ("read", "empty_reply", [200], LOST),
    ("read", "bad_gateway", [], UNEXPECTED),
]
"""A key, a fault that its request meets, the statuses of the requests, and what the program says."""


@pytest.mark.parametrize("use", USES)
def test_program_of_the_page_uses_the_generated_client(use: Use, client: Path, server: MockServer) -> None:
    key, fault, statuses, error = use
    (client / "first.py").write_bytes(PROGRAM.read_bytes())
    variables = {} if key is None else {"API_KEY": SANDBOX_KEYS.get(key, key)}
    ended, exchanges = run(server, [sys.executable, "first.py"], client, fault, **variables)
    assert [line(exchange) for exchange in exchanges] == [f"POST /v1/generate {status}" for status in statuses]
    for exchange in exchanges:
        assert exchange.violations == []
        assert json.loads(exchange.request.body) == {"prompt": "Hello, world!", "model": "gpt-4", "max_tokens": 256}
    output = "" if error else "Hello! How can I help you today?\n"
    told = re.sub(r"req_\d+", "req_0", ended.stderr)
    assert (ended.returncode, ended.stdout, told) == (bool(error), output, error)


def test_program_keeps_every_promise(client: Path, server: MockServer) -> None:
    program = Path(shutil.copy(PROGRAM, client / "first.py"))
    mistakes, verdicts = judge(server, program, list(WITH))
    assert ([each.line("") for each in mistakes], broken_promises(verdicts)) == ([], {})
