import base64
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

TOLERANCE_SECONDS = 300


class InvalidDeliveryError(Exception):
    """The delivery is stale or not genuine: do not act on it."""


def verify_webhook(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    now: float | None = None,
) -> Any:
    """Return the event. `body` is as it came; `now` stands in for the clock."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal():
        raise InvalidDeliveryError("it has no timestamp")
    age = (time.time() if now is None else now) - int(timestamp)
    if abs(age) > TOLERANCE_SECONDS:
        raise InvalidDeliveryError("its timestamp is too far from now")

    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.digest(key, signed, "sha256")
    expected = b"v1," + base64.b64encode(digest)
    for signature in headers.get("webhook-signature", "").split(" "):
        if hmac.compare_digest(signature.encode(), expected):
            return json.loads(body)
    raise InvalidDeliveryError("no signature matches")
