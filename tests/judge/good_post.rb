# clean --with busy,expired,cut,away
require "net/http"
require "json"
http = Net::HTTP.start("api.example.com", 443, use_ssl: true, read_timeout: 60)
headers = { "Authorization" => "Bearer #{ENV["API_KEY"]}", "Content-Type" => "application/json" }
response = http.post("/v1/generate", { prompt: "Hi", model: "gpt-4" }.to_json, headers)
abort response.body unless response.is_a?(Net::HTTPOK)
puts JSON.parse(response.body)["data"]["text"]
