curl https://api.orchard.example/v2/trees
