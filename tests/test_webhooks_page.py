"""guides/webhooks.md: the function that verifies, in both languages, and the program that receives."""

import json
import re
import socket
import subprocess
from base64 import b64encode
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

import pytest

from asrun import ROOT
from asrun.api import Delivery
from asrun.browser.servers import free_port
from asrun.contract import Contract
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.process import execute, workplace
from asrun.examples.waiting import GUARD
from asrun.pages.vocabulary import Vocabulary
from asrun.transport.server import SEED, MockServer
from mock_api.app import create_app
from mock_api.clock import Clock, SystemClock
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from tests.mock_api.client import Client
from tests.receiver import RECEIVE, SECRET, post, receiving, signed
from tests.test_examples import EXAMPLES

VERIFY = next(each for each in EXAMPLES if each.name == "webhooks/verify")
CONTRACT = Vocabulary.load(ROOT)
EVENTS = CONTRACT.schema("EventType")["enum"]

# The published example of Standard Webhooks (https://www.standardwebhooks.com).
BODY = '{"test": 2432232314}'
SENT = 1614265330
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
GENUINE = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": str(SENT), "webhook-signature": SIGNATURE}

OTHER_SIGNATURE = "v1," + b64encode(bytes(32)).decode()
EVENT, STALE, UNSIGNED = json.loads(BODY), "its timestamp is too far from now", "no signature matches"
UNDATED, NO_SECRET = "it has no timestamp", "Error: the secret is not whsec_ and base64"

# Each prints, as a list, the event of each case, or why it was refused.
PROGRAMS = {
    JAVASCRIPT: """\
import { verifyWebhook, InvalidDeliveryError } from "./verify-webhook.mjs";
console.log(JSON.stringify(JSON.parse(process.env.CASES).map(({ secret, headers, body, now }) => {
  try { return verifyWebhook(secret, headers, Buffer.from(body), now); }
  catch (error) { return error instanceof InvalidDeliveryError ? error.message : `${error}`; }
})));
""",
    PYTHON: """\
import json, os
from verify_webhook import InvalidDeliveryError, verify_webhook

def verified(secret, headers, body, now):
    try:
        return verify_webhook(secret, headers, body.encode(), now)
    except InvalidDeliveryError as error:
        return str(error)
    except ValueError as error:
        return f"Error: {error}"

print(json.dumps([verified(**case) for case in json.loads(os.environ["CASES"])]))
""",
}


@dataclass(frozen=True)
class Case:
    headers: Mapping[str, str] = field(default_factory=lambda: GENUINE)
    body: str = BODY
    now: float = SENT
    secret: str = SECRET


def sent_with(**fields: str | None) -> Case:
    """The genuine delivery with other fields, named without `webhook-`; those that are None are left out."""
    headers = GENUINE | {f"webhook-{name}": value for name, value in fields.items()}
    return Case({name: value for name, value in headers.items() if value is not None})


CASES = {
    "the published example": (Case(), EVENT),
    "a second signature": (sent_with(signature=f"{OTHER_SIGNATURE} {SIGNATURE}"), EVENT),
    "a first signature of two": (sent_with(signature=f"{SIGNATURE} {OTHER_SIGNATURE}"), EVENT),
    "300 seconds later": (Case(now=SENT + 300), EVENT),
    "300 seconds earlier": (Case(now=SENT - 300), EVENT),
    "301 seconds later": (Case(now=SENT + 301), STALE),
    "301 seconds earlier": (Case(now=SENT - 301), STALE),
    "another body": (Case(body=BODY + " "), UNSIGNED),
    "another id": (sent_with(id="msg_1"), UNSIGNED),
    "another timestamp": (sent_with(timestamp=str(SENT + 1)), UNSIGNED),
    "another secret": (Case(secret="whsec_" + b64encode(bytes(24)).decode()), UNSIGNED),
    "another signature": (sent_with(signature=OTHER_SIGNATURE), UNSIGNED),
    "another version": (sent_with(signature=SIGNATURE.replace("v1", "v2")), UNSIGNED),
    "a longer signature": (sent_with(signature=SIGNATURE + "A"), UNSIGNED),
    "a signature outside of ASCII": (sent_with(signature="v1,é"), UNSIGNED),
    "no signature": (sent_with(signature=None), UNSIGNED),
    "no id": (sent_with(id=None), UNSIGNED),
    "no timestamp": (Case({}), UNDATED),
    "a timestamp that is no number": (sent_with(timestamp="NaN"), UNDATED),
    "a secret of the prefix alone": (Case(secret="whsec_"), NO_SECRET),
    "a secret without padding": (Case(secret="whsec_QUJDQQ"), NO_SECRET),
    "a secret that is not base64": (Case(secret="whsec_QUJ!"), NO_SECRET),
    "a secret outside of ASCII": (Case(secret="whsec_QUJé"), NO_SECRET),
    "a secret with a line break": (Case(secret=SECRET + "\n"), NO_SECRET),
}

each_language = pytest.mark.parametrize("language", VERIFY.languages, ids=lambda language: language.name)


@each_language
def test_verification_accepts_what_is_fresh_and_genuine_alone(language: Language) -> None:
    cases = json.dumps([asdict(case) for case, _ in CASES.values()])
    with workplace(language.file, PROGRAMS[language].encode(), VERIFY.files) as place:
        ended = execute(language.command, {"CASES": cases}, place)
    assert ended.errors == ""
    assert dict(zip(CASES, json.loads(ended.output), strict=True)) == {name: each for name, (_, each) in CASES.items()}


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


class Kept(deque[Delivery]):
    """An outbox that keeps what is taken out of it."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Delivery] = []

    def append(self, delivery: Delivery) -> None:
        self.all.append(delivery)
        super().append(delivery)


@each_language
def test_receiver_takes_each_event_of_the_api(language: Language, server: MockServer) -> None:
    run, port, outbox = server.open_run(clock=SystemClock()), free_port(), Kept()
    run.sandbox.outbox = outbox
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
        lines = sorted(receiver.next_line() for _ in outbox.all)
    run.close()
    assert [json.loads(delivery.body)["type"] for delivery in outbox.all] == ["webhook.test", *EVENTS]
    assert lines == sorted(f"{each.fields['webhook-id']}: {each.body.decode()}\n" for each in outbox.all)
    fields = {parameter["name"] for parameter in CONTRACT.document["webhooks"]["event"]["post"]["parameters"]}
    assert fields <= set(outbox.all[0].fields)


@each_language
def test_receiver_handles_a_delivery_once_and_says_what_it_refuses(language: Language) -> None:
    body, longest, port = b'{"type": "webhook.test"}', b" " * 99_997 + b"[]", free_port()
    refused = {
        UNSIGNED: (body + b" ", signed(body)),
        STALE: (body, signed(body, age=310)),
        UNDATED: (body, {}),
        "it is not a POST of at most 99,999 bytes": (longest + b" ", signed(longest + b" ")),
        "it holds no JSON event": (b"[", signed(b"[")),
    }
    with receiving(language, SECRET, port) as receiver:
        assert [post(port, body, signed(body)) for _ in range(2)] == [204, 204]
        assert [post(port, *each) for each in refused.values()] == [400] * len(refused)
        assert post(port, longest, signed(longest)) == 204
        assert post(port, body, signed(body, "msg_6")) == 204
        assert [receiver.next_line() for _ in range(2)] == [f"{each}: {body.decode()}\n" for each in ("msg_1", "msg_6")]
        with pytest.raises(ConnectionRefusedError):  # it listens to this machine alone
            socket.create_connection(("127.0.0.2", port), timeout=GUARD)
    assert re.findall(r"Refused: (.+)", receiver.errors) == list(refused)


@each_language
@pytest.mark.parametrize("secret", [None, "", "whsec_"], ids=["none", "empty", "the prefix alone"])
def test_receiver_says_that_it_needs_the_secret(language: Language, secret: str | None) -> None:
    with workplace(language.file, RECEIVE.program(language), RECEIVE.files) as place:
        ended = execute(language.command, {} if secret is None else {"WEBHOOK_SECRET": secret}, place)
    needs = "Set WEBHOOK_SECRET to the secret of your webhook: whsec_ and base64.\n"
    assert (ended.status, ended.output, ended.errors) == (1, "", needs)
