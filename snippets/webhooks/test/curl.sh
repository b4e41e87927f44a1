curl --fail-with-body --silent --show-error --max-time 30 \
  --request POST \
  https://api.example.com/v1/webhooks/YOUR_WEBHOOK_ID/test \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}"
