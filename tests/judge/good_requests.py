# clean --with busy,expired,cut,away
import os, sys, time, uuid, requests
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}", "Idempotency-Key": str(uuid.uuid4())}
for attempt in range(3):
    response = requests.post("https://api.example.com/v1/prompts", headers=headers, json={"name": "a", "text": "b"}, timeout=30)
    if response.ok:
        sys.exit(print(response.json()["data"]["id"]))
    if response.status_code not in (429, 503):
        break
    time.sleep(int(response.headers["Retry-After"]))
sys.exit(f"{response.status_code} {response.json()['error']['code']}")
