import base64
import hmac
import json
import re
import time
from collections.abc import Mapping
from typing import Any

TOLERANCE_SECONDS = 300
SECRET = "(whsec_)?(?=(.{4})+$)[A-Za-z0-9+/]+={0,2}"
# Reject 100 levels of nesting and 300 digits, on which JSON parsers disagree.
EXTREME = r"([\[{][^\[{]*){100}|[0-9]{300}"


class InvalidDeliveryError(Exception):
    """The delivery is stale or forged. Don't act on it."""


def is_secret(text: str) -> bool:
    """Return whether a key can be read from the text."""
    return re.fullmatch(SECRET, text) is not None


def verify_webhook(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    now: float | None = None,
) -> Any:
    """Return the event. Pass the raw `body`; `now` replaces the clock in tests."""
    if not is_secret(secret):
        raise ValueError("the secret must be whsec_ followed by base64")
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not re.fullmatch("[0-9]{1,12}", timestamp):
        raise InvalidDeliveryError("the timestamp is missing or invalid")
    age = (time.time() if now is None else now) - int(timestamp)
    if abs(age) > TOLERANCE_SECONDS:
        raise InvalidDeliveryError("the timestamp is too far from now")

    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.digest(key, signed, "sha256")
    expected = b"v1," + base64.b64encode(digest)
    for signature in headers.get("webhook-signature", "").split(" "):
        if hmac.compare_digest(signature.encode(), expected):
            return read_json(body)
    raise InvalidDeliveryError("no signature matches")


def read_json(body: bytes) -> Any:
    try:
        text = body.decode()
        if re.search(EXTREME, text):
            raise ValueError
        return json.loads(text, parse_constant=int)  # NaN is not JSON
    except ValueError:
        raise InvalidDeliveryError("the body isn't a JSON event") from None
