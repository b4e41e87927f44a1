"""guides/webhooks.md: the function that verifies, and the receiver, which refuses whatever a stranger sends."""

import json
import re
import socket
import struct
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from random import Random
from tempfile import TemporaryFile
from threading import Timer
from typing import Any

import pytest

from asrun.api import SEED
from asrun.browser.served import free_port
from asrun.clock import Clock, SystemClock
from asrun.contract import Contract
from asrun.examples.languages import JAVASCRIPT, PYTHON, Language
from asrun.examples.process import execute, workplace
from asrun.examples.waiting import GUARD
from asrun.transport.server import MockServer
from mock_api.app import create_app
from mock_api.sandbox import SANDBOX_KEYS, Sandbox
from mock_api.webhooks import sign
from tests.api import EXAMPLES
from tests.mock_api.client import Client
from tests.openapi import SCHEMAS

VERIFY, RECEIVE = (next(each for each in EXAMPLES if each.name == f"webhooks/{name}") for name in ("verify", "receive"))
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENTS = SCHEMAS["EventType"]["enum"]

# What verifies nothing, as its secret cannot be one, says so.
UNREADABLE = {
    JAVASCRIPT: 'import { verifyWebhook } from "./verify-webhook.mjs";\nverifyWebhook("no", {}, Buffer.from(""));\n',
    PYTHON: 'from verify_webhook import verify_webhook\nverify_webhook("no", {}, b"")\n',
}
SECRETS = [None, "", "whsec_", "whsec_QUJDQQ", "whsec_QUJ!", "whsec_QUJé", SECRET + "\n"]
"""None is a variable that is not set; the others lack a key, padding, base64, ASCII, or have a line too many."""

each_language = pytest.mark.parametrize("language", VERIFY.languages, ids=lambda language: language.name)


class Receiver:
    """The page's receiver: a function that waits for its next line and, once it has ended, its standard error."""

    next_line: Callable[[], str]
    errors: str


@contextmanager
def receiving(language: Language, secret: str, port: int, program: bytes = b"") -> Iterator[Receiver]:
    receiver, program = Receiver(), program or RECEIVE.program(language)
    with workplace(language.file, program, RECEIVE.files) as place, TemporaryFile("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*language.command, str(place.program)],
            env={**place.environment, "WEBHOOK_SECRET": secret, "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        )
        limit = Timer(GUARD, process.kill)
        limit.start()
        with process:
            assert process.stdout
            try:
                assert process.stdout.readline() == f"Listening on http://127.0.0.1:{port}\n"
                receiver.next_line = process.stdout.readline
                yield receiver
            finally:
                limit.cancel()
                process.kill()
                process.wait()
                errors.seek(0)
                receiver.errors = errors.read()


def statuses(port: int, request: bytes, *, whole: bool = True) -> set[int]:
    """The statuses of the responses to what is sent; `whole` says that nothing follows.

    It waits until the receiver closes the connection: what it says of a failure has then been said.
    """
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=GUARD) as connection, suppress(ConnectionError):
        with suppress(ConnectionError):  # the response to a request that is too long comes before its end
            connection.sendall(request)
        if whole:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65_536):
            received += part
    return {int(status) for status in re.findall(rb"^HTTP/1\.[01] (\d{3}) ", received, re.MULTILINE)}


Lines = Mapping[str, str | bytes | list[bytes]]


def raw(fields: Lines, body: bytes = b"", start: bytes = b"POST / HTTP/1.1") -> bytes:
    """A request; a field that is a list comes once for each of its values."""
    lines = [start, b"Host: 127.0.0.1", b"Connection: close"]
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value.encode() if isinstance(value, str) else value]
        lines += [name.encode() + b": " + each for each in values]
    return b"\r\n".join([*lines, b"", body])


def post(port: int, body: bytes, fields: Mapping[str, str]) -> int:
    [status] = statuses(port, raw({"Content-Length": str(len(body)), **fields}, body))
    return status


def signed(body: bytes, message_id: str = "msg_1", *, age: int = 0) -> dict[str, str]:
    sent = int(SystemClock().now().timestamp()) - age
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent),
        "webhook-signature": sign(message_id, sent, body, [SECRET]),
    }


@each_language
def test_verification_names_a_secret_that_cannot_be_read(language: Language) -> None:
    with workplace(language.file, UNREADABLE[language].encode(), VERIFY.files) as place:
        ended = execute(language.command, {}, place)
    assert "Error: the secret must be whsec_ followed by base64\n" in ended.errors


@each_language
@pytest.mark.says("Three header fields let you verify a webhook.")
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
@pytest.mark.steps(
    "guides/webhooks.md#receive-deliveries",
    "Run the mock",
    "In the first terminal, create a webhook",
    "In the second terminal, set WEBHOOK_SECRET to the secret of the new webhook, and start the receiver",
    "In the first terminal, send a test delivery",
    "Trigger an event",
)
@pytest.mark.says(
    "Store `secret` right away, and set the variable `WEBHOOK_SECRET` on your server.",
    "Save it in the same folder, set `WEBHOOK_SECRET` to the secret, start it: port {port}, or variable `PORT`.",
    "Paste the variables of the mock into two other terminals.",
    "In the first, create a webhook with the URL `http://127.0.0.1:{port}/`.",
    "In the second, set `WEBHOOK_SECRET` to the secret of the new webhook, and start the receiver.",
    "Run an example request for `generation.completed`.",
    "The generation, in `generation.completed`.",
    "Sends a signed `webhook.test` event to the webhook's URL.",
    "What your server receives, including `webhook.test`.",
    "The webhook, in `webhook.test`.",
    "The `id` of the object that the event is about.",
)
def test_receiver_takes_each_event_of_the_api(language: Language, server: MockServer) -> None:
    run, port = server.open_run(clock=SystemClock()), free_port()
    assert isinstance(run.sandbox, Sandbox)
    run.sandbox.accounts["test"].webhooks.pop("webhook_1234567890")  # it asks for events of its own

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
@pytest.mark.steps("guides/webhooks.md#verify-a-delivery", "It's recent", "It's genuine", "It's new")
@pytest.mark.says(
    "`v1,` followed by the signature in base64. There can be several signatures, separated by spaces.",
    "Make sure of three things before you act on a delivery.",
    "The timestamp is at most {tolerance} seconds from your server's time.",
    "You haven't handled its `webhook-id` before.",
    "If a delivery is invalid, the function raises `InvalidDeliveryError`, and your server responds with 400.",
    "It limits the body, verifies each delivery, skips deliveries it knows, gives a `204`, and anything else a 400.",
    "Reject a timestamp that's more than {tolerance} seconds from your server's time.",
    "Refuse a delivery whose signature doesn't match or whose timestamp is old.",
    "Handle each `webhook-id` once.",
    "No signature matches.",
)
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


def strange() -> dict[str, bytes]:
    body = b'{"type": "webhook.test"}'
    good: Lines = {"Content-Length": str(len(body)), **signed(body)}
    without = {name: {other: value for other, value in good.items() if other != name} for name in good}
    stamped, signature = str(good["webhook-timestamp"]), str(good["webhook-signature"])
    unsized, later = without["Content-Length"], str(int(stamped) + 1)
    values: dict[str, list[str | bytes | list[bytes]]] = {
        "webhook-timestamp": ["1" * 5_000, b"\xb2\xb9", [stamped.encode()] * 2, later],
        "webhook-id": [b"\xff\xe9", [b"msg_1", b"msg_1"], "msg_2"],
        "webhook-signature": [b"v1,\xff", f"{signature}A", signature.replace("v1", "v2")],
        "Content-Length": [b"-1", b"", b"2_4", b"\xb2", b"99999", b"100000", [b"24", b"24"]],
        "x": ["x" * 70_000],
    }
    bodies = [b"", b"{", b'"\xff"', b"\xef\xbb\xbf[]", b"[NaN]", b"[" + b"1" * 300 + b"]", b" " * 99_998 + b"[]"]
    bodies += [b"[" * 100 + b"]" * 100, b'{"a":' * 100 + b"1" + b"}" * 100]
    starts = [b"GET / HTTP/1.1", b"CONNECT example.com:443 HTTP/1.1", b"POST /" + b"x" * 70_000 + b" HTTP/1.1"]
    starts.append(b"\r\nGET / HTTP/1.1")
    return {
        **{f"{name}: {value!r:.20}": raw({**good, name: value}, body) for name, its in values.items() for value in its},
        **{f"{body!r:.20}": raw({"Content-Length": str(len(body)), **signed(body)}, body) for body in bodies},
        **{f"{start!r:.20}": raw(good, body, start) for start in starts},
        **{f"no {name}": raw(fields, body) for name, fields in without.items()},
        "chunks": raw({**unsized, "Transfer-Encoding": "chunked"}, b"18\r\n" + body + b"\r\n0\r\n\r\n"),
        "no version": b"GET /\r\n\r\n",
        "a start that is none": b"\0\xff\r\n\r\n",
        "HTTP/2": raw({"Content-Length": "0"}, b"", b"POST / HTTP/2.0"),
        "an expectation": raw({"Expect": "x", "Content-Length": "0"}),
        "half a head": b"POST / HTTP/1.1\r\nHost",
    }


@each_language
@pytest.mark.says("Reject 100 levels of nesting and 300 digits, on which JSON parsers disagree.")
def test_receiver_refuses_what_a_stranger_may_send_with_400(language: Language) -> None:
    port, requests, body = free_port(), strange(), b"[]"
    with receiving(language, SECRET, port) as receiver:
        assert {name: statuses(port, each) for name, each in requests.items()} == {name: {400} for name in requests}
        with socket.create_connection(("127.0.0.1", port), timeout=GUARD) as hung_up:
            hung_up.sendall(b"POST / HTTP/1.1\r\nHost")
            hung_up.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert post(port, body, signed(body, "msg_2")) == 204
        assert receiver.next_line() == "msg_2: []\n"
    assert not re.search(r"Traceback|^ +at ", receiver.errors, re.MULTILINE)


LIMITS = {JAVASCRIPT: (b"setTimeout(10_000,", b"setTimeout(100,"), PYTHON: (b"timeout = 10\n", b"timeout = 0.1\n")}


@each_language
def test_receiver_waits_ten_seconds_at_most_for_what_does_not_come(language: Language) -> None:
    port, program, (limit, shorter) = free_port(), RECEIVE.program(language), LIMITS[language]
    assert program.count(limit) == 1
    with receiving(language, SECRET, port, program.replace(limit, shorter)) as receiver:
        parts = [raw({"Content-Length": "9"}, b"12345678"), b"POST / HTTP/1.1\r\nHost", b"POST /"]
        assert [statuses(port, part, whole=False) for part in parts] == [{400}] * len(parts)
    assert "Traceback" not in receiver.errors
