# unexpected_body api-reference/endpoints/account.md#get-current-key
import os, requests
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
requests.get("https://api.example.com/v1/me", headers=headers, json={"verbose": True}, timeout=30)
