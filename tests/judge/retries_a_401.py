# retry_of_refused_request guides/best-practices.md#set-timeouts-retry-with-care --with expired https://github.com/btubbs/sseclient/issues/65
import os, sys, time, httpx
for _ in range(4):
    r = httpx.get("https://api.example.com/v1/me", headers={"Authorization": f"Bearer {os.environ['API_KEY']}"})
    if r.is_success:
        break
    time.sleep(0.05)
else:
    sys.exit(f"gave up: {r.status_code}")
