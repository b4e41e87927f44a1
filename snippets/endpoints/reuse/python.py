import os
import re
import sys
import uuid

import httpx

api_key = os.environ.get("API_KEY")
if not re.fullmatch(r"ak_\w+", api_key or ""):
    sys.exit("Set API_KEY to your API key, without quotes or whitespace.")

idempotency_key = str(uuid.uuid4())
for text in "Say goodbye.", "Say hello.":
    try:
        response = httpx.post(
            "https://api.example.com/v1/prompts",
            headers={
                "Authorization": f"Bearer {api_key}",
                "Idempotency-Key": idempotency_key,
            },
            json={"name": "Mine", "text": text},
            timeout=30,
        )
        body = response.json()
        if not (body.get("success") or "details" in body.get("error", {})):
            raise ValueError(f"The {response.status_code} isn't from the API")
    except Exception as error:
        sys.exit(f"No usable response from api.example.com: {error!r}")

    if body.get("success"):
        print(f"{text} Saved as {body['data']['id']}.")
    else:
        print(f"{text} {response.status_code} {body['error']['code']}")
