// clean --with busy,expired,cut,away
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"time"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.example.com/v1/me", nil)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("API_KEY"))
	response, err := (&http.Client{Timeout: 30 * time.Second}).Do(request)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 {
		log.Fatal(response.Status, string(body), err)
	}
	os.Stdout.Write(body)
}
