# IDEMPOTENCY_KEY_REUSED api-reference/errors.md#idempotency_key_reused
require "net/http"
require "json"

headers = { "Authorization" => "Bearer #{ENV["API_KEY"]}", "Content-Type" => "application/json", "Idempotency-Key" => "app" }
%w[Hi Bye].each do |prompt|
  puts Net::HTTP.post(URI("https://api.example.com/v1/generate"), { prompt:, model: "gpt-4" }.to_json, headers).code
end
