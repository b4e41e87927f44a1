# INVALID_JSON api-reference/errors.md#invalid_json
curl -s "https://api.example.com/v1/generate" -X POST -H "Authorization: Bearer $API_KEY" \
  -H "Content-Type: application/json" -D '{"prompt": "Hi", "model": "gpt-4"}'
