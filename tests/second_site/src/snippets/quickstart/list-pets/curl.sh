curl 'https://eu.pets.example.com/v2/pets?vaccinated=true' \
  -H 'X-Api-Key: <YOUR_TOKEN>'
