# no_request getting-started/testing.md#http-clients
wget -q -O - --header "Authorization: Bearer $API_KEY" "http://api.example.com/v1/me"
