# VALIDATION_ERROR api-reference/errors.md#validation_error
import os, requests
body = {"prompt": "Hi", "model": "gpt-4", "max_token": 20}
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
requests.post("https://api.example.com/v1/generate", headers=headers, json=body, timeout=60).raise_for_status()
