# no_end getting-started/rate-limits.md#retry --with away
import os, time, httpx

while True:
    try:
        httpx.get("https://api.example.com/v1/me", headers={"Authorization": f"Bearer {os.environ['API_KEY']}"})
        break
    except httpx.HTTPError:
        time.sleep(0.2)
