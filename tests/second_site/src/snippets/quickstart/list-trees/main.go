package main

import (
    "encoding/json"
    "fmt"
    "log"
    "net/http"
)

func main() {
    request, err := http.NewRequest("GET", "https://api.orchard.example/v2/trees?ripe=true", nil)
    if err != nil {
        log.Fatal(err)
    }
    request.Header.Set("X-Orchard-Token", "<YOUR_TOKEN>")
    response, err := http.DefaultClient.Do(request)
    if err != nil {
        log.Fatal(err)
    }
    defer response.Body.Close()
    var trees []struct{ Kind string }
    if err := json.NewDecoder(response.Body).Decode(&trees); err != nil {
        log.Fatal(err)
    }
    fmt.Println(trees[0].Kind)
}
