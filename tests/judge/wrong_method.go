// METHOD_NOT_ALLOWED api-reference/errors.md#method_not_allowed
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.example.com/v1/generate", nil)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("API_KEY"))
	response, _ := http.DefaultClient.Do(request)
	fmt.Println(response.Status)
}
