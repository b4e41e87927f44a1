curl --fail-with-body --silent --show-error --max-time 30 \
  https://api.example.com/v1/me \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}"
