curl --fail-with-body --silent --show-error --max-time 30 \
  --request DELETE \
  https://api.example.com/v1/keys/YOUR_KEY_ID \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}"
