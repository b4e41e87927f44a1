import json
import urllib.request

request = urllib.request.Request(
    "https://eu.pets.example.com/v2/pets?vaccinated=true",
    headers={"X-Api-Key": "<YOUR_TOKEN>"},
)
with urllib.request.urlopen(request, timeout=10) as response:
    print(json.load(response)[0]["kind"])
