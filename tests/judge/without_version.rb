# NOT_FOUND api-reference/errors.md#not_found
require "net/http"

puts Net::HTTP.get_response(URI("https://api.example.com/me"), "Authorization" => "Bearer #{ENV["API_KEY"]}").code
