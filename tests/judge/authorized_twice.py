# INVALID_REQUEST api-reference/errors.md#invalid_request
import os, httpx
value = f"Bearer {os.environ['API_KEY']}"
httpx.get("https://api.example.com/v1/me", headers=[("Authorization", value), ("Authorization", value)]).raise_for_status()
