curl 'https://api.orchard.example/v2/trees?ripe=true' \
  -H 'X-Orchard-Token: <YOUR_TOKEN>'
