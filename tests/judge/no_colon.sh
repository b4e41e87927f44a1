# MISSING_API_KEY api-reference/errors.md#missing_api_key
curl "https://api.example.com/v1/me" --header "Authorization Bearer $API_KEY"
