"""guides/webhooks.md: the function that verifies, in both languages, and the program that receives."""

import json
import re
import socket
import subprocess
from base64 import b64encode
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
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

# The published example of Standard Webhooks (https://www.standardwebhooks.com).
BODY = b'{"test": 2432232314}'
SENT = 1614265330
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
GENUINE = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": str(SENT), "webhook-signature": SIGNATURE}

EVENTS = Vocabulary.load(ROOT).schema("EventType")["enum"]

NO_SECRET = "Set WEBHOOK_SECRET to the secret of your webhook: whsec_ and base64.\n"

OTHER_SIGNATURE = "v1," + b64encode(bytes(32)).decode()
EVENT, STALE, UNSIGNED = '{"test":2432232314}', "its timestamp is too far from now", "no signature matches"

# Each prints the event, or why it was refused.
PROGRAMS = {
    JAVASCRIPT: """\
import { verifyWebhook, InvalidDeliveryError } from "./verify-webhook.mjs";
const { secret, headers, body, now } = JSON.parse(process.env.CASE);
try { console.log(JSON.stringify(verifyWebhook(secret, headers, Buffer.from(body), now))); }
catch (error) { console.log(error instanceof InvalidDeliveryError ? error.message : `${error}`); }
""",
    PYTHON: """\
import json, os
from verify_webhook import InvalidDeliveryError, verify_webhook
case = json.loads(os.environ["CASE"])
try:
    event = verify_webhook(case["secret"], case["headers"], case["body"].encode(), case["now"])
    print(json.dumps(event, separators=(",", ":")))
except InvalidDeliveryError as error:
    print(error)
except ValueError as error:
    print(f"Error: {error}")
""",
}


@dataclass(frozen=True)
class Case:
    expected: str
    headers: Mapping[str, str] = field(default_factory=lambda: GENUINE)
    body: bytes = BODY
    now: float = SENT
    secret: str = SECRET


CASES = {
    "the published example": Case(EVENT),
    "a second signature": Case(EVENT, GENUINE | {"webhook-signature": f"{OTHER_SIGNATURE} {SIGNATURE}"}),
    "a first signature of two": Case(EVENT, GENUINE | {"webhook-signature": f"{SIGNATURE} {OTHER_SIGNATURE}"}),
    "300 seconds later": Case(EVENT, now=SENT + 300),
    "300 seconds earlier": Case(EVENT, now=SENT - 300),
    "301 seconds later": Case(STALE, now=SENT + 301),
    "301 seconds earlier": Case(STALE, now=SENT - 301),
    "another body": Case(UNSIGNED, body=BODY + b" "),
    "another id": Case(UNSIGNED, GENUINE | {"webhook-id": "msg_1"}),
    "another timestamp": Case(UNSIGNED, GENUINE | {"webhook-timestamp": str(SENT + 1)}),
    "another secret": Case(UNSIGNED, secret="whsec_" + b64encode(bytes(24)).decode()),
    "another signature": Case(UNSIGNED, GENUINE | {"webhook-signature": OTHER_SIGNATURE}),
    "another version": Case(UNSIGNED, GENUINE | {"webhook-signature": SIGNATURE.replace("v1", "v2")}),
    "a longer signature": Case(UNSIGNED, GENUINE | {"webhook-signature": SIGNATURE + "A"}),
    "a signature outside of ASCII": Case(UNSIGNED, GENUINE | {"webhook-signature": "v1,é"}),
    "no signature": Case(UNSIGNED, {name: value for name, value in GENUINE.items() if "signature" not in name}),
    "no id": Case(UNSIGNED, {name: value for name, value in GENUINE.items() if "id" not in name}),
    "a secret that cannot be read": Case("Error: the secret is not whsec_ and base64", secret="whsec_QUJDQQ"),
    "no timestamp": Case("it has no timestamp", {}),
    "a timestamp that is no number": Case("it has no timestamp", GENUINE | {"webhook-timestamp": "NaN"}),
}

each_language = pytest.mark.parametrize("language", VERIFY.languages, ids=lambda language: language.name)


@each_language
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_verification_accepts_what_is_fresh_and_genuine_alone(language: Language, case: Case) -> None:
    settings = {"secret": case.secret, "headers": case.headers, "body": case.body.decode(), "now": case.now}
    with workplace(language.file, PROGRAMS[language].encode(), VERIFY.files) as place:
        ended = execute(language.command, {"CASE": json.dumps(settings)}, place)
    assert (ended.output.strip(), ended.errors) == (case.expected, "")


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


def deliveries(language: Language, server: MockServer) -> list[tuple[Delivery, str]]:
    """A delivery of each event from the API to the page's receiver, with the line that the receiver printed of it."""
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
    lines = []
    with receiving(language, webhook["secret"], port) as receiver:
        call("webhook", "POST", f"/webhooks/{webhook['id']}/test")
        lines.append(receiver.next_line())
        call("read", "POST", "/generate", {"prompt": "Hello, world!", "model": "gpt-4"})
        lines.append(receiver.next_line())
        key = call("admin", "POST", "/keys", {"name": "Monitoring", "permissions": ["read"]})
        lines.append(receiver.next_line())
        call("admin", "POST", f"/keys/{key['id']}/rotate", {"overlap_seconds": 60})
        lines.append(receiver.next_line())
        call("admin", "DELETE", f"/keys/{key['id']}")
        lines.append(receiver.next_line())
    run.close()
    return list(zip(outbox.all, lines, strict=True))


@each_language
def test_receiver_takes_each_event_of_the_api(language: Language, server: MockServer) -> None:
    received = deliveries(language, server)
    events = [(delivery, json.loads(delivery.body)) for delivery, _ in received]
    assert [event["type"] for _, event in events] == ["webhook.test", *EVENTS]
    lines = [f"{each.fields['webhook-id']}: {each.body.decode()}\n" for each, _ in received]
    assert [line for _, line in received] == lines


@each_language
def test_receiver_handles_a_delivery_once_and_refuses_what_it_must(language: Language) -> None:
    body = b'{"type": "webhook.test", "data": {"webhook_id": "x"}}'
    longest = b" " * 99_997 + b"[]"
    port = free_port()
    with receiving(language, SECRET, port) as receiver:
        assert post(port, body, signed(body, "msg_1")) == 204
        assert post(port, body, signed(body, "msg_1")) == 204
        assert post(port, body + b" ", signed(body, "msg_2")) == 400
        assert post(port, body, signed(body, "msg_3", age=310)) == 400
        assert post(port, body, {}) == 400
        assert post(port, longest + b" ", signed(longest + b" ", "msg_4")) == 400
        assert post(port, b"[", signed(b"[", "msg_5")) == 400
        assert post(port, longest, signed(longest, "msg_1")) == 204
        assert post(port, body, signed(body, "msg_6")) == 204
        assert [receiver.next_line() for _ in range(2)] == [f"{each}: {body.decode()}\n" for each in ("msg_1", "msg_6")]
    refusals = re.findall(r"Refused: (.+)", receiver.errors)
    assert refusals == [
        UNSIGNED,
        STALE,
        "it has no timestamp",
        "it is not a POST of at most 99,999 bytes",
        "it holds no JSON event",
    ]


@each_language
def test_receiver_listens_to_this_machine_alone(language: Language) -> None:
    port = free_port()
    with receiving(language, SECRET, port), pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=GUARD)


UNREADABLE = {
    "none": None,
    "empty": "",
    "nothing after the prefix": "whsec_",
    "no padding": "whsec_QUJD" + "QQ",
    "not base64": "whsec_QUJ!",
    "outside of ASCII": "whsec_QUJé",
    "a line break": SECRET + "\n",
}


@each_language
@pytest.mark.parametrize("secret", UNREADABLE.values(), ids=UNREADABLE)
def test_receiver_says_that_it_needs_the_secret(language: Language, secret: str | None) -> None:
    with workplace(language.file, RECEIVE.program(language), RECEIVE.files) as place:
        ended = execute(language.command, {} if secret is None else {"WEBHOOK_SECRET": secret}, place)
    assert (ended.status, ended.output, ended.errors) == (1, "", NO_SECRET)
