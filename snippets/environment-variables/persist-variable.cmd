if defined API_KEY setx API_KEY "%API_KEY%"
