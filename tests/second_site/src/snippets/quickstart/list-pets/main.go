package main

import (
    "encoding/json"
    "fmt"
    "log"
    "net/http"
)

func main() {
    request, err := http.NewRequest("GET", "https://eu.pets.example.com/v2/pets?vaccinated=true", nil)
    if err != nil {
        log.Fatal(err)
    }
    request.Header.Set("X-Api-Key", "<YOUR_TOKEN>")
    response, err := http.DefaultClient.Do(request)
    if err != nil {
        log.Fatal(err)
    }
    defer response.Body.Close()
    var pets []struct{ Kind string }
    if err := json.NewDecoder(response.Body).Decode(&pets); err != nil {
        log.Fatal(err)
    }
    fmt.Println(pets[0].Kind)
}
