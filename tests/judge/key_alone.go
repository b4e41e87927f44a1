// MISSING_API_KEY api-reference/errors.md#missing_api_key https://github.com/MartinPham/FindMySync/pull/6
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.example.com/v1/me", nil)
	request.Header.Set("Authorization", os.Getenv("API_KEY"))
	response, _ := http.DefaultClient.Do(request)
	fmt.Println(response.Status)
}
