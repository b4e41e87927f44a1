# MISSING_API_KEY api-reference/errors.md#missing_api_key https://github.com/tidbyt/tidbyt.dev/issues/148
import os, urllib.request
key = os.environ["API_KEY"]
request = urllib.request.Request("https://api.example.com/v1/me", headers={"Authorization": f"Token {key}"})
print(urllib.request.urlopen(request).status)
