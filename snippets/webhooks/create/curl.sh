curl https://api.example.com/v1/webhooks \
  --fail-with-body --silent --show-error --max-time 30 \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}" \
  --header "Content-Type: application/json" \
  --data '{
    "url": "https://hooks.example.com/api",
    "events": [
      "generation.completed"
    ]
  }'
