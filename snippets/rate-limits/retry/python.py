import os
import random
import re
import sys
import time
import uuid

import httpx

api_key = os.environ.get("API_KEY")
if not re.fullmatch(r"ak_\w+", api_key or ""):
    sys.exit("Set API_KEY to your API key, without quotes or whitespace.")

idempotency_key = str(uuid.uuid4())


def send():
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
        return response, response.json()
    except (httpx.HTTPError, ValueError):
        return None, None


def is_transient(response):
    return (
        response is None
        or response.status_code == 429
        or response.is_server_error
    )


response, body = send()
for retry in range(5):
    if not is_transient(response):
        break
    headers = response.headers if response else {}
    retry_after = int(headers.get("Retry-After", 0))
    backoff = random.uniform(0, min(10, 2**retry))
    status = response.status_code if response else "No response"
    print(f"{status}: retrying.", file=sys.stderr)
    time.sleep(retry_after + backoff)
    response, body = send()

if body is None:
    sys.exit("No usable response from api.example.com. Check your network.")

if not body["success"]:
    code, message = body["error"]["code"], body["error"]["message"]
    request_id = response.headers["X-Request-Id"]
    sys.exit(f"{response.status_code} {code}: {message} ({request_id})")

print(body["data"]["text"])
