import os
import re
import sys

import httpx
from example_api_client import AuthenticatedClient
from example_api_client.api.generation import generate
from example_api_client.models import (
    GenerateRequest,
    GenerationResponse,
    ModelId,
)

api_key = os.environ.get("API_KEY")
if not re.fullmatch(r"ak_\w+", api_key or ""):
    sys.exit("Set API_KEY to your API key, without quotes or whitespace.")

client = AuthenticatedClient(
    base_url="https://api.example.com",
    token=api_key,
    timeout=httpx.Timeout(60),
    raise_on_unexpected_status=True,
)
request = GenerateRequest(prompt="Hello, world!", model=ModelId.GPT_4)
try:
    response = generate.sync_detailed(client=client, body=request)
except Exception as error:
    sys.exit(f"No usable response from api.example.com: {error!r}")

result = response.parsed
if not isinstance(result, GenerationResponse):
    code, message = result.error.code, result.error.message
    request_id = response.headers.get("X-Request-Id")
    sys.exit(f"{response.status_code} {code}: {message} ({request_id})")

print(result.data.text)
