# clean --with busy,expired,cut,away
curl "https://api.example.com/v1/generate" --fail-with-body --silent --show-error --max-time 60 --retry 2 \
  --oauth2-bearer "$API_KEY" --header "Content-Type: application/json" --header "Idempotency-Key: $$-$RANDOM" \
  --data '{"prompt": "Hi", "model": "gpt-4"}'
