# no_request getting-started/testing.md#http-clients
import http.client

connection = http.client.HTTPSConnection("127.0.0.1", 1, timeout=5)
connection.request("GET", "/v1/me")
