idempotency_key="$(date +%s)-$RANDOM"
for _ in first second; do
  curl https://api.example.com/v1/prompts \
    --fail-with-body --silent --show-error --max-time 30 --write-out '\n' \
    --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}" \
    --header "Content-Type: application/json" \
    --header "Idempotency-Key: $idempotency_key" \
    --data '{
      "name": "Farewell",
      "text": "Say goodbye to the world."
    }'
done
