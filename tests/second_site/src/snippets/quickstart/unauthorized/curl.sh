curl https://eu.pets.example.com/v2/pets
