# RATE_LIMIT_EXCEEDED api-reference/errors.md#rate_limit_exceeded --key limited
for id in 1 2 3 4; do
  curl -s "https://api.example.com/v1/me?" -H "Authorization: Bearer $API_KEY"
done
