# retry_without_idempotency_key api-reference/endpoints.md#idempotency --with unavailable
require "net/http"
require "json"

headers = { "Authorization" => "Bearer #{ENV["API_KEY"]}", "Content-Type" => "application/json" }
body = { prompt: "Hi", model: "gpt-4" }.to_json
3.times do
  response = Net::HTTP.post(URI("https://api.example.com/v1/generate"), body, headers)
  exit if response.code == "200"
  sleep response["Retry-After"].to_i + 0.1
end
abort "gave up"
