# unknown_query_parameter api-reference/endpoints/prompts.md#list-prompts
import os, httpx
for page in (1, 2):
    headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
    httpx.get(f"https://api.example.com/v1/prompts?page={page}", headers=headers).raise_for_status()
