require "json"
require "net/http"

uri = URI("https://api.orchard.example/v2/trees")
fields = { "X-Orchard-Token" => "<YOUR_TOKEN>", "Content-Type" => "application/json" }
response = Net::HTTP.post(uri, JSON.generate(kind: "pear", height: 1.5), fields)
puts JSON.parse(response.body)["kind"]
