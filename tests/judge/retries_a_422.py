# VALIDATION_ERROR,retry_of_refused_request api-reference/errors.md#validation_error
import os, time, httpx
headers, body = {"Authorization": f"Bearer {os.environ['API_KEY']}"}, {"prompt": "", "model": "gpt-4"}
for _ in range(3):
    if httpx.post("https://api.example.com/v1/generate", headers=headers, json=body).is_success:
        break
    time.sleep(0.05)
