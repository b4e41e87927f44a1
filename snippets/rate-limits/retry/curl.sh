curl https://api.example.com/v1/generate \
  --fail-with-body --silent --show-error --max-time 60 \
  --retry 5 --retry-max-time 120 \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: $(date +%s)-$RANDOM" \
  --data '{
    "prompt": "Hello, world!",
    "model": "gpt-4"
  }'
