curl https://api.example.com/v1/keys \
  --fail-with-body --silent --show-error --max-time 30 \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: $(date +%s)-$RANDOM" \
  --data '{
    "name": "Monitoring",
    "permissions": [
      "read"
    ],
    "mode": "test",
    "expires_at": "2026-04-01T12:00:00Z"
  }'
