curl https://api.example.com/v1/prompts \
  --fail-with-body --silent --show-error --max-time 30 \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: $(date +%s)-$RANDOM" \
  --data '{
    "name": "Farewell",
    "text": "Say goodbye to the world."
  }'
