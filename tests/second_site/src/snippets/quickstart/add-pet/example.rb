require "json"
require "net/http"

uri = URI("https://eu.pets.example.com/v2/pets")
fields = { "X-Api-Key" => "<YOUR_TOKEN>", "Content-Type" => "application/json" }
response = Net::HTTP.post(uri, JSON.generate(kind: "dog", name: "Rex", weight: 1.5), fields)
puts JSON.parse(response.body)["kind"]
