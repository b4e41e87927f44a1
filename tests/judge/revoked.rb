# INVALID_API_KEY api-reference/errors.md#invalid_api_key
require "net/http"
key = "ak_test_revokedSandbox00000000000000002gjhXT"
Net::HTTP.get(URI("https://api.example.com/v1/usage"), "Authorization" => "Bearer #{key}")
