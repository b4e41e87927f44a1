// lowercase_bearer getting-started/authentication.md#using-api-keys
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.example.com/v1/me", nil)
	request.Header.Set("Authorization", "bearer "+os.Getenv("API_KEY"))
	response, _ := http.DefaultClient.Do(request)
	fmt.Println(response.Status)
}
