# no_request getting-started/testing.md#http-clients
import http.client
connection = http.client.HTTPSConnection("api.example.com", timeout=30)
connection.request("GET", "/v1/me")
