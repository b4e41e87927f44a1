# no_request getting-started/testing.md#http-clients
curl --silent --max-time 20 https://api.example.com/v1/me --header "Authorization: Bearer $API_KEY"$'\r'
