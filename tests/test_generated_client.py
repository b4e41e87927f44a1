"""guides/sdks.md: the client that readers generate from the contract is generated as the page says, and works."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from asrun import ROOT
from asrun.examples.process import PATH
from asrun.examples.waiting import GUARD
from asrun.examples.wire import line
from asrun.journal import Exchange
from asrun.transport.faults import FAULTS, Fault
from asrun.transport.server import MockServer
from mock_api.sandbox import SANDBOX_KEYS

pytestmark = pytest.mark.check

FORM = ROOT / "snippets/sdks" / "generate-client.sh"
PROGRAM = ROOT / "snippets/sdks/generated-client/python.py"
BIN = Path(sys.executable).parent


Ran = tuple[subprocess.CompletedProcess[str], Sequence[Exchange]]


def run(server: MockServer, command: list[str], folder: Path, *faults: Fault, **variables: str) -> Ran:
    """How the command ends in the folder, which is its home too, and its exchanges."""
    opened = server.open_run(faults)
    environment = {"PATH": f"{BIN}:{PATH}", "HOME": str(folder), **opened.environment, **variables}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=GUARD, check=False
    )
    opened.close()
    return ended, opened.sandbox.journal.exchanges


Generated = tuple[Path, str]
"""The folder of the generated client, and what the generator printed."""


@pytest.fixture(scope="session")
def generate(server: MockServer, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Generated]:
    """Generates the client by a form, once."""

    @cache
    def generated(form: bytes) -> Generated:
        folder = tmp_path_factory.mktemp("generated")
        ended, exchanges = run(server, ["bash", "-c", form.decode()], folder)
        assert [line(exchange) for exchange in exchanges] == ["GET /openapi.yaml 200"]
        assert ended.returncode == 0, ended.stderr
        return folder / "example-api-client", ended.stdout + ended.stderr

    return generated


@pytest.fixture
def generated(generate: Callable[[bytes], Generated]) -> Generated:
    return generate(FORM.read_bytes())


def test_generator_leaves_out_the_download_of_the_contract_alone(generated: Generated) -> None:
    _, printed = generated
    assert re.findall(r"^(?:WARNING|ERROR|Unable) .*", printed, re.MULTILINE) == [
        "WARNING parsing GET /openapi.yaml within service."
    ]


def test_form_says_why_the_contract_did_not_come_and_shows_nothing_else(server: MockServer, tmp_path: Path) -> None:
    ended, _ = run(server, ["bash", str(FORM)], tmp_path, FAULTS["error_500"])
    assert ended.stderr.startswith("curl: (22) The requested URL returned error: 500")
    assert list(tmp_path.iterdir()) == []


def use(client: Path, server: MockServer, key: str | None, *faults: Fault) -> tuple[list[str], int, str, str]:
    """The page's program with that key, or with none: its exchanges, its exit status and what it printed."""
    (client / "first.py").write_bytes(PROGRAM.read_bytes())
    variable = {} if key is None else {"API_KEY": SANDBOX_KEYS.get(key, key)}
    ended, exchanges = run(server, [sys.executable, "first.py"], client, *faults, **variable)
    assert [exchange.violations for exchange in exchanges] == [[] for _ in exchanges]
    bodies = [json.loads(exchange.request.body) for exchange in exchanges]
    assert bodies == [{"prompt": "Hello, world!", "model": "gpt-4", "max_tokens": 256}] * len(exchanges)
    return [line(exchange) for exchange in exchanges], ended.returncode, ended.stdout, ended.stderr


def test_program_of_the_page_uses_the_generated_client(generated: Generated, server: MockServer) -> None:
    client, _ = generated
    assert use(client, server, "read") == (["POST /v1/generate 200"], 0, "Hello! How can I help you today?\n", "")


@pytest.mark.parametrize(
    ("key", "status", "error"),
    [
        ("webhook", 403, "INSUFFICIENT_PERMISSIONS: The API key lacks the required permission\n"),
        ("expired", 401, "EXPIRED_API_KEY: The API key has expired\n"),
        ("revoked", 401, "INVALID_API_KEY: The provided API key is invalid\n"),
        ("busy", 429, "RATE_LIMIT_EXCEEDED: The rate limit of the API key is exceeded\n"),
    ],
)
def test_generated_client_reads_errors(
    generated: Generated, server: MockServer, key: str, status: int, error: str
) -> None:
    client, _ = generated
    assert use(client, server, key) == ([f"POST /v1/generate {status}"], 1, "", error)


@pytest.mark.parametrize("key", [None, "", "'ak_test'"])
def test_program_of_the_page_sends_nothing_without_a_key(
    generated: Generated, server: MockServer, key: str | None
) -> None:
    client, _ = generated
    error = "Set API_KEY to your API key: no quotes, spaces, line breaks.\n"
    assert use(client, server, key) == ([], 1, "", error)


@pytest.mark.parametrize(
    ("fault", "exchanges"), [("empty_reply", ["POST /v1/generate 200"]), ("bad_gateway", [])], ids=["none", "another's"]
)
def test_program_of_the_page_says_that_no_usable_answer_came(
    generated: Generated, server: MockServer, fault: str, exchanges: list[str]
) -> None:
    client, _ = generated
    error = "No usable answer from api.example.com. Check your network.\n"
    assert use(client, server, "read", FAULTS[fault]) == (exchanges, 1, "", error)
