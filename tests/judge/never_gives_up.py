# no_end,retry_of_refused_request getting-started/rate-limits.md#when-you-are-over-the-limit --with expired
import os, time, httpx
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
while not httpx.get("https://api.example.com/v1/me", headers=headers, timeout=30).is_success:
    time.sleep(0.02)
