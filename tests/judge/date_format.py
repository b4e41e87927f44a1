# VALIDATION_ERROR api-reference/errors.md#validation_error https://github.com/flowable/flowable-engine/pull/1510
import os, httpx
body = {"name": "CI", "permissions": ["read"], "expires_at": "2027-01-31 12:00:00"}
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
httpx.post("https://api.example.com/v1/keys", headers=headers, json=body).raise_for_status()
