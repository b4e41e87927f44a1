# MISSING_API_KEY api-reference/errors.md#missing_api_key https://github.com/akveo/ngx-admin-bundle-support/issues/34
curl "https://api.example.com/v1/me" --header "Authorization Bearer $API_KEY"
