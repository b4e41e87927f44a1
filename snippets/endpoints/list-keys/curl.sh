curl "https://api.example.com/v1/keys?limit=2" \
  --fail-with-body --silent --show-error --max-time 30 \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}"
