# same_page_again api-reference/endpoints.md#pages-of-a-list
import os, httpx
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
keys: list[object] = []
while len(keys) < 8:
    page = httpx.get("https://api.example.com/v1/keys?limit=2", headers=headers).json()
    keys += page["data"]
