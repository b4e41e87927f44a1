import json
import urllib.request

request = urllib.request.Request(
    "https://api.orchard.example/v2/trees?ripe=true",
    headers={"X-Orchard-Token": "<YOUR_TOKEN>"},
)
with urllib.request.urlopen(request, timeout=10) as response:
    print(json.load(response)[0]["kind"])
