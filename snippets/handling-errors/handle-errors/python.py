import os
import re
import sys

import httpx

api_key = os.environ.get("API_KEY")
if not re.fullmatch(r"ak_\w+", api_key or ""):
    sys.exit("Set API_KEY to your API key, without quotes or whitespace.")

ADVICE = {
    401: "Invalid API key. Check your credentials.",
    403: "Access denied. Check the permissions of your API key.",
    429: "Rate limit exceeded. Try again later.",
}


class APIError(Exception):
    pass


def make_api_request(endpoint, data):
    try:
        response = httpx.post(
            f"https://api.example.com/v1/{endpoint}",
            headers={"Authorization": f"Bearer {api_key}"},
            json=data,
            timeout=60,
        )
        body = response.json()
        if not (body.get("success") or "details" in body.get("error", {})):
            raise ValueError(f"The {response.status_code} isn't from the API")
    except Exception as error:
        cause = f"No usable response from api.example.com: {error!r}"
        raise APIError(cause) from error
    if body.get("success"):
        return body["data"]

    status, error = response.status_code, body["error"]
    advice = ADVICE.get(status, f"{error['message']}.")
    request_id = response.headers.get("X-Request-Id")
    raise APIError(f"{advice} ({status} {error['code']}, {request_id})")


try:
    generation = make_api_request(
        "generate", {"prompt": "Hello, world!", "model": "gpt-4"}
    )
    print(generation["text"])
except APIError as error:
    sys.exit(f"API request failed: {error}")
