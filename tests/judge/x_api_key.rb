# key_in_other_field getting-started/authentication.md#using-api-keys https://github.com/akveo/ngx-admin-bundle-support/issues/34
require "net/http"

puts Net::HTTP.get_response(URI("https://api.example.com/v1/me"), "X-API-Key" => ENV["API_KEY"]).code
