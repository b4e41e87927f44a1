"""guides/webhooks.md: the function that verifies, in both languages, and the program that receives."""

import json
import re
import socket
import subprocess
from random import Random
from typing import Any

import pytest

from asrun.browser.served import free_port
from asrun.clock import Clock, SystemClock
from asrun.contract import Contract
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.process import execute, workplace
from asrun.examples.waiting import GUARD
from asrun.transport.server import SEED, MockServer
from mock_api.app import create_app
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.api import EXAMPLES
from tests.mock_api.client import Client
from tests.openapi import SCHEMAS
from tests.receiver import RECEIVE, SECRET, post, receiving, signed

VERIFY = next(each for each in EXAMPLES if each.name == "webhooks/verify")
EVENTS = SCHEMAS["EventType"]["enum"]

# What verifies nothing, as its secret cannot be one, says so.
UNREADABLE = {
    JAVASCRIPT: 'import { verifyWebhook } from "./verify-webhook.mjs";\nverifyWebhook("no", {}, Buffer.from(""));\n',
    PYTHON: 'from verify_webhook import verify_webhook\nverify_webhook("no", {}, b"")\n',
}
SECRETS = [None, "", "whsec_", "whsec_QUJDQQ", "whsec_QUJ!", "whsec_QUJé", SECRET + "\n"]
"""None is a variable that is not set; the others lack a key, padding, base64, ASCII, or have a line too many."""

each_language = pytest.mark.parametrize("language", VERIFY.languages, ids=lambda language: language.name)


@each_language
def test_verification_names_a_secret_that_cannot_be_read(language: Language) -> None:
    with workplace(language.file, UNREADABLE[language].encode(), VERIFY.files) as place:
        ended = execute(language.command, {}, place)
    assert "Error: the secret must be whsec_ followed by base64\n" in ended.errors


@each_language
def test_page_verifies_the_delivery_that_the_sandbox_makes(language: Language, contract: Contract) -> None:
    sandbox = Sandbox(Clock(), Random(SEED), lambda: 0.0)
    Client(create_app(contract), sandbox).call("POST", "/v1/webhooks/webhook_1234567890/test", key="webhook")
    delivery = sandbox.outbox[-1]
    program = VERIFY.program(language).decode()
    body = "".join(re.findall(r"^ +b?'(\{?\".*)'", program, re.MULTILINE))
    assert body == delivery.body.decode()
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        assert delivery.fields[name] in program


@each_language
def test_receiver_takes_each_event_of_the_api(language: Language, server: MockServer) -> None:
    run, port = server.open_run(clock=SystemClock()), free_port()
    assert isinstance(run.sandbox, Sandbox)
    run.sandbox.accounts["test"].webhooks.remove("webhook_1234567890")  # it asks for events of its own

    def call(key: str, method: str, path: str, body: object = None) -> Any:
        fields = ["--header", f"Authorization: Bearer {SANDBOX_KEYS[key]}"]
        if body:
            fields += ["--header", "Content-Type: application/json", "--data", json.dumps(body)]
        command = ["curl", "--silent", "--request", method, f"https://api.example.com/v1{path}", *fields]
        return json.loads(subprocess.check_output(command, env=run.environment) or "{}").get("data")

    webhook = call("webhook", "POST", "/webhooks", {"url": f"http://127.0.0.1:{port}/webhooks", "events": EVENTS})
    with receiving(language, webhook["secret"], port) as receiver:
        call("webhook", "POST", f"/webhooks/{webhook['id']}/test")
        call("read", "POST", "/generate", {"prompt": "Hello, world!", "model": "gpt-4"})
        key = call("admin", "POST", "/keys", {"name": "Monitoring", "permissions": ["read"]})
        call("admin", "POST", f"/keys/{key['id']}/rotate", {"overlap_seconds": 60})
        call("admin", "DELETE", f"/keys/{key['id']}")
        lines = [receiver.next_line() for _ in ("webhook.test", *EVENTS)]
    run.close()
    types = [json.loads(line.partition(": ")[2])["type"] for line in lines]
    assert sorted(types) == sorted(["webhook.test", *EVENTS])


@each_language
def test_receiver_handles_a_delivery_once_and_says_what_it_refuses(language: Language) -> None:
    body, longest, port = b'{"type": "webhook.test"}', b" " * 99_997 + b"[]", free_port()
    unsigned = {name: value for name, value in signed(body).items() if name != "webhook-signature"}
    refused = [
        ("no signature matches", body + b" ", signed(body)),
        ("no signature matches", body, unsigned),
        ("the timestamp is too far from now", body, signed(body, age=310)),
        ("the timestamp is missing or invalid", body, {}),
        ("it isn't a POST of at most 99,999 bytes", longest + b" ", signed(longest + b" ")),
        ("the body isn't a JSON event", b"[", signed(b"[")),
    ]
    with receiving(language, SECRET, port) as receiver:
        assert [post(port, body, signed(body)) for _ in range(2)] == [204, 204]
        assert [post(port, sent, fields) for _, sent, fields in refused] == [400] * len(refused)
        assert post(port, longest, signed(longest)) == 204
        twice = signed(body, "msg_6")
        assert post(port, body, twice | {"webhook-signature": f"v1, {twice['webhook-signature']} v1,"}) == 204
        assert [receiver.next_line() for _ in range(2)] == [f"{each}: {body.decode()}\n" for each in ("msg_1", "msg_6")]
        with pytest.raises(ConnectionRefusedError):  # it listens to this machine alone
            socket.create_connection(("127.0.0.2", port), timeout=GUARD)
    assert re.findall(r"Refused: (.+)", receiver.errors) == [reason for reason, _, _ in refused]


@each_language
@pytest.mark.parametrize("secret", SECRETS)
def test_receiver_says_that_it_needs_the_secret(language: Language, secret: str | None) -> None:
    with workplace(language.file, RECEIVE.program(language), RECEIVE.files) as place:
        ended = execute(language.command, {} if secret is None else {"WEBHOOK_SECRET": secret}, place)
    needs = "Set WEBHOOK_SECRET to your webhook's secret: whsec_ followed by base64.\n"
    assert (ended.status, ended.output, ended.errors) == (1, "", needs)
