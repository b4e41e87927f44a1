curl https://api.orchard.example/v2/trees \
  -H 'X-Orchard-Token: <YOUR_TOKEN>' \
  -H 'Content-Type: application/json' \
  -d '{"kind": "pear", "height": 1.5}'
