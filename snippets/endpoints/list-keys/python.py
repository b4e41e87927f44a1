import os
import re
import sys

import httpx

api_key = os.environ.get("API_KEY")
if not re.fullmatch(r"ak_\w+", api_key or ""):
    sys.exit("Set API_KEY to your API key, without quotes or whitespace.")

try:
    response = httpx.get(
        "https://api.example.com/v1/keys?limit=2",
        headers={"Authorization": f"Bearer {api_key}"},
        timeout=30,
    )
    body = response.json()
    if not (body.get("success") or "details" in body.get("error", {})):
        raise ValueError(f"The {response.status_code} isn't from the API")
except Exception as error:
    sys.exit(f"No usable response from api.example.com: {error!r}")

if not body.get("success"):
    code, message = body["error"]["code"], body["error"]["message"]
    request_id = response.headers.get("X-Request-Id")
    sys.exit(f"{response.status_code} {code}: {message} ({request_id})")

for key in body["data"]:
    last_used = key["last_used_at"] or "never"
    print(f"{key['id']} {key['status']}, last used {last_used} ({key['name']})")
