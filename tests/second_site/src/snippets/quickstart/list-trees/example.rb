require "json"
require "net/http"

uri = URI("https://api.orchard.example/v2/trees?ripe=true")
response = Net::HTTP.get_response(uri, { "X-Orchard-Token" => "<YOUR_TOKEN>" })
puts JSON.parse(response.body)[0]["kind"]
