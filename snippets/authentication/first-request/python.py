import httpx

response = httpx.post(
    "https://api.example.com/v1/generate",
    headers={"Authorization": "Bearer YOUR_API_KEY"},
    json={
        "prompt": "Hello, world!",
        "model": "gpt-4",
    },
    timeout=60,
)

response.raise_for_status()
print(response.json()["data"]["text"])
