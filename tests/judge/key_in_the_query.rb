# key_in_query getting-started/authentication.md#using-api-keys
require "net/http"

uri = URI("https://api.example.com/v1/me?api_key=#{ENV["API_KEY"]}")
puts Net::HTTP.get_response(uri, "Authorization" => "Bearer #{ENV["API_KEY"]}").code
