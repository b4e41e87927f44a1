import os
import re
import sys

import httpx

api_key = os.environ.get("API_KEY")
if not re.fullmatch(r"ak_\w+", api_key or ""):
    sys.exit("Set API_KEY to your API key, without quotes or whitespace.")


def every_key():
    query = {"limit": 5}
    while True:
        try:
            response = httpx.get(
                "https://api.example.com/v1/keys",
                headers={"Authorization": f"Bearer {api_key}"},
                params=query,
                timeout=30,
            )
            body = response.json()
            if not (body.get("success") or "details" in body.get("error", {})):
                raise ValueError(
                    f"The {response.status_code} isn't from the API"
                )
        except Exception as error:
            sys.exit(f"No usable response from api.example.com: {error!r}")

        if not body.get("success"):
            code, message = body["error"]["code"], body["error"]["message"]
            request_id = response.headers.get("X-Request-Id")
            sys.exit(f"{response.status_code} {code}: {message} ({request_id})")

        yield from body["data"]
        if body["next_cursor"] is None:
            return
        query["cursor"] = body["next_cursor"]


for key in every_key():
    print(f"{key['id']}: {key['name']}")
