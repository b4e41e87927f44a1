# key_printed guides/best-practices.md#log-without-secrets https://github.com/clusterzx/paperless-ai/issues/966
import os, httpx
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
print("request:", headers)
httpx.get("https://api.example.com/v1/me", headers=headers).raise_for_status()
