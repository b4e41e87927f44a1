# PAYLOAD_TOO_LARGE api-reference/errors.md#payload_too_large
import os, httpx
body = {"prompt": "Hi " * 400_000, "model": "gpt-4"}
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
httpx.post("https://api.example.com/v1/generate", headers=headers, json=body).raise_for_status()
