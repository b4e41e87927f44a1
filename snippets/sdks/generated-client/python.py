import os
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
if not api_key or api_key != api_key.strip():
    sys.exit("Set API_KEY to your API key: no spaces, no line breaks.")

client = AuthenticatedClient(
    base_url="https://api.example.com",
    token=api_key,
    timeout=httpx.Timeout(60),
    raise_on_unexpected_status=True,
)
request = GenerateRequest(prompt="Hello, world!", model=ModelId.GPT_4)
try:
    answer = generate.sync(client=client, body=request)
except httpx.HTTPError:
    sys.exit("No usable answer from api.example.com. Check your network.")

if not isinstance(answer, GenerationResponse):
    sys.exit(f"{answer.error.code}: {answer.error.message}")

print(answer.data.text)
