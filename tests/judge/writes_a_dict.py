# INVALID_JSON api-reference/errors.md#invalid_json
import os, httpx
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}", "Content-Type": "application/json"}
body = str({"prompt": "Hi", "model": "gpt-4"})
httpx.post("https://api.example.com/v1/generate", headers=headers, content=body).raise_for_status()
