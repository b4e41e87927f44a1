require "json"
require "net/http"

uri = URI("https://eu.pets.example.com/v2/pets?vaccinated=true")
response = Net::HTTP.get_response(uri, { "X-Api-Key" => "<YOUR_TOKEN>" })
puts JSON.parse(response.body)[0]["kind"]
