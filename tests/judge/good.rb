# clean --with busy,expired,cut,away
require "net/http"
require "json"
http = Net::HTTP.start("api.example.com", 443, use_ssl: true, read_timeout: 30, max_retries: 0)
response = http.get("/v1/usage", "Authorization" => "Bearer #{ENV["API_KEY"]}")
abort JSON.parse(response.body)["error"]["code"] unless response.is_a?(Net::HTTPOK)
puts JSON.parse(response.body)["data"]
