curl https://api.example.com/v1/generate \
  --fail-with-body --silent --show-error --max-time 60 \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: $(date +%s)-$RANDOM" \
  --data '{
    "prompt": "How do I learn the piano?",
    "model": "gpt-4-turbo",
    "max_tokens": 8
  }'
