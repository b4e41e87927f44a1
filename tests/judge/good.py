# clean --with busy,expired,cut,away
import json, os, urllib.request
headers = {"Authorization": f"Bearer {os.environ['API_KEY']}"}
request = urllib.request.Request("https://api.example.com/v1/prompts?limit=2", headers=headers)
with urllib.request.urlopen(request, timeout=30) as response:
    print(json.load(response)["data"])
