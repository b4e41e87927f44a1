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

from asrun.api import Delivery
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
    message_id = _send(call, webhook, "webhook.test", {"webhook_id": webhook.id})
    now = timestamp(call.sandbox.clock.now())
    return success({"id": message_id, "webhook_id": webhook.id, "type": "webhook.test", "created_at": now}, 202)


def notify(call: Call, event_type: str, data: Mapping[str, str]) -> None:
    """Leaves a delivery for each webhook of the account that asks for events of that type."""
    for webhook in call.account.webhooks:
        if event_type in webhook.events:
            _send(call, webhook, event_type, data)


def _send(call: Call, webhook: Webhook, event_type: str, data: Mapping[str, str]) -> str:
    """Leaves a delivery in the outbox; the id of its message."""
    message_id, now = call.sandbox.new_id("msg"), call.sandbox.clock.now()
    body = json.dumps({"type": event_type, "timestamp": timestamp(now), "data": data}).encode()
    unix_seconds = int(now.timestamp())
    fields = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(unix_seconds),
        "webhook-signature": sign(message_id, unix_seconds, body, [webhook.secret]),
    }
    call.sandbox.outbox.append(Delivery(webhook.url, fields, body))
    return message_id
