setx API_KEY "%API_KEY%"
