import os
import random
import re
import sys
import time
import uuid
from email.utils import parsedate_to_datetime

import httpx

api_key = os.environ.get("API_KEY")
if not re.fullmatch(r"ak_\w+", api_key or ""):
    sys.exit("Set API_KEY to your API key, without quotes or whitespace.")

idempotency_key = str(uuid.uuid4())


def send():
    response = None
    try:
        response = httpx.post(
            "https://api.example.com/v1/generate",
            headers={
                "Authorization": f"Bearer {api_key}",
                "Idempotency-Key": idempotency_key,
            },
            json={"prompt": "Hello, world!", "model": "gpt-4"},
            timeout=60,
        )
        body = response.json()
        if not (body.get("success") or "details" in body.get("error", {})):
            raise ValueError(f"The {response.status_code} isn't from the API")
        return response, body, None
    except Exception as error:
        return response, None, error


def is_transient(response, error):
    if response is None:
        return isinstance(error, httpx.TransportError)
    return response.status_code == 429 or response.status_code >= 500


def seconds_to_wait(response):
    value = "" if response is None else response.headers.get("Retry-After", "")
    try:
        if value.isdecimal():
            return float(value)
        date = parsedate_to_datetime(value)
        return max(0, date.timestamp() - time.time())
    except ValueError:
        return 0


response, body, error = send()
for retry in range(5):
    retry_after = seconds_to_wait(response)
    if not is_transient(response, error) or retry_after > 60:
        break
    backoff = random.uniform(0, min(10, 2**retry))
    status = "No response" if response is None else response.status_code
    print(f"{status}: retrying.", file=sys.stderr)
    time.sleep(retry_after + backoff)
    response, body, error = send()

if error:
    sys.exit(f"No usable response from api.example.com: {error!r}")

if not body.get("success"):
    code, message = body["error"]["code"], body["error"]["message"]
    request_id = response.headers.get("X-Request-Id")
    sys.exit(f"{response.status_code} {code}: {message} ({request_id})")

print(body["data"]["text"])
