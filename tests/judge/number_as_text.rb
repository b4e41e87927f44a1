# VALIDATION_ERROR api-reference/errors.md#validation_error
require "net/http"
require "json"

headers = { "Authorization" => "Bearer #{ENV["API_KEY"]}", "Content-Type" => "application/json" }
body = { prompt: "Hi", model: "gpt-4", max_tokens: "20" }.to_json
puts Net::HTTP.post(URI("https://api.example.com/v1/generate"), body, headers).body
