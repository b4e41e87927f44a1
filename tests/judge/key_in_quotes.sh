# INVALID_API_KEY api-reference/errors.md#invalid_api_key
curl -s "https://api.example.com/v1/me" -H "Authorization: Bearer '$API_KEY'"
