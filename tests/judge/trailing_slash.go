// NOT_FOUND api-reference/errors.md#not_found https://github.com/uclapi/uclapi/issues/2964
package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	request, _ := http.NewRequest("GET", "https://api.example.com/v1/me/", nil)
	request.Header.Set("Authorization", "Bearer "+os.Getenv("API_KEY"))
	response, _ := http.DefaultClient.Do(request)
	fmt.Println(response.Status)
}
