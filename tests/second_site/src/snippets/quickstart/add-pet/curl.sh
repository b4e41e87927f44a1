curl https://eu.pets.example.com/v2/pets \
  -H 'X-Api-Key: <YOUR_TOKEN>' \
  -H 'Content-Type: application/json' \
  -d '{"kind": "dog", "name": "Rex", "weight": 1.5}'
