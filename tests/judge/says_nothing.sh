# failure_without_message getting-started/handling-errors.md#one-function-for-every-failure --with expired
curl -sf "https://api.example.com/v1/me" -H "Authorization: Bearer $API_KEY" -m 30 -o me.json
