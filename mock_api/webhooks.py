"""Webhooks, signed as Standard Webhooks describes (https://www.standardwebhooks.com).

Deliveries wait in the sandbox's outbox: the app itself opens no connection.
"""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from mock_api.answer import Answer, no_content, page, success
from mock_api.call import Call
from mock_api.clock import timestamp

SECRET_PREFIX = "whsec_"
SECRET_BYTES = 24


@dataclass(slots=True)
class Webhook:
    """`secret` is kept as it is: signing takes the key itself."""

    id: str
    url: str
    events: tuple[str, ...]
    secret: str
    created_at: datetime

    def representation(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "url": self.url,
            "events": list(self.events),
            "created_at": timestamp(self.created_at),
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request to make: POST `body` with `fields` to `url`. It is made up when it is sent: few have a receiver."""

    id: str
    url: str
    secret: str
    event_type: str
    at: datetime
    data: Mapping[str, str]

    @property
    def body(self) -> bytes:
        return json.dumps({"type": self.event_type, "timestamp": timestamp(self.at), "data": self.data}).encode()

    @property
    def fields(self) -> dict[str, str]:
        unix_seconds = int(self.at.timestamp())
        return {
            "content-type": "application/json",
            "webhook-id": self.id,
            "webhook-timestamp": str(unix_seconds),
            "webhook-signature": sign(self.id, unix_seconds, self.body, [self.secret]),
        }


def make_secret(random: Random) -> str:
    return SECRET_PREFIX + b64encode(random.randbytes(SECRET_BYTES)).decode()


def sign(message_id: str, unix_seconds: int, body: bytes, secrets: Iterable[str]) -> str:
    """The value of `webhook-signature`: one signature for each of `secrets`, which are several while one rotates."""
    content = f"{message_id}.{unix_seconds}.".encode() + body
    return " ".join(f"v1,{_signature(secret, content)}" for secret in secrets)


def _signature(secret: str, content: bytes) -> str:
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    return b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


async def list_webhooks(call: Call) -> Answer:
    return page(call.account.webhooks, call.query, Webhook.representation)


async def create_webhook(call: Call) -> Answer:
    webhook = Webhook(
        id=call.sandbox.new_id("webhook"),
        url=call.body["url"],
        events=tuple(call.body["events"]),
        secret=make_secret(call.sandbox.random),
        created_at=call.sandbox.clock.now(),
    )
    call.account.webhooks.add(webhook)
    fields = {"location": f"/v1/webhooks/{webhook.id}", "cache-control": "no-store"}
    return success({**webhook.representation(), "secret": webhook.secret}, 201, fields)


async def delete_webhook(call: Call) -> Answer:
    call.account.webhooks.remove(call.find(call.account.webhooks).id)
    return no_content()


async def send_test_event(call: Call) -> Answer:
    webhook = call.find(call.account.webhooks)
    sent = _send(call, webhook, "webhook.test", {"webhook_id": webhook.id})
    data = {"id": sent.id, "webhook_id": webhook.id, "type": sent.event_type, "created_at": timestamp(sent.at)}
    return success(data, 202)


def notify(call: Call, event_type: str, data: Mapping[str, str]) -> None:
    """Leaves a delivery for each webhook of the account that asks for events of that type."""
    for webhook in call.account.webhooks:
        if event_type in webhook.events:
            _send(call, webhook, event_type, data)


def _send(call: Call, webhook: Webhook, event_type: str, data: Mapping[str, str]) -> Delivery:
    """Leaves a delivery in the outbox."""
    message_id, now = call.sandbox.new_id("msg"), call.sandbox.clock.now()
    delivery = Delivery(message_id, webhook.url, webhook.secret, event_type, now, data)
    call.sandbox.outbox.append(delivery)
    return delivery
