"""Webhook deliveries, signed as Standard Webhooks describes (https://www.standardwebhooks.com)."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from random import Random

from asrun.api import Delivery
from mock_api.resources import Webhook, timestamp

SECRET_PREFIX = "whsec_"
SECRET_BYTES = 24


def make_secret(random: Random) -> str:
    return SECRET_PREFIX + b64encode(random.randbytes(SECRET_BYTES)).decode()


def delivery(webhook: Webhook, message_id: str, event_type: str, at: datetime, data: Mapping[str, str]) -> Delivery:
    """What `webhook` is to receive of an event."""
    body = json.dumps({"type": event_type, "timestamp": timestamp(at), "data": data}).encode()
    unix_seconds = int(at.timestamp())
    fields = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(unix_seconds),
        "webhook-signature": sign(message_id, unix_seconds, body, [webhook.secret]),
    }
    return Delivery(webhook.url, fields, body)


def sign(message_id: str, unix_seconds: int, body: bytes, secrets: Iterable[str]) -> str:
    """The value of `webhook-signature`: one signature for each of `secrets`, which are several while one rotates."""
    content = f"{message_id}.{unix_seconds}.".encode() + body
    keys = (b64decode(secret.removeprefix(SECRET_PREFIX)) for secret in secrets)
    return " ".join(f"v1,{b64encode(hmac.digest(key, content, hashlib.sha256)).decode()}" for key in keys)
