make_api_request() {
  local response advice
  : "${API_KEY:?Set it to your API key first}"
  response=$(curl "https://api.example.com/v1/$1" \
    --silent --show-error --max-time 60 --write-out "%{http_code}" \
    --header "Authorization: Bearer $API_KEY" \
    --header "Content-Type: application/json" \
    --data "$2")
  printf '%s' "${response%???}"
  case $response in
    *200) return ;;
    *401) advice="Invalid API key. Check your credentials." ;;
    *403) advice="Access denied. Check the permissions of your API key." ;;
    *429) advice="Rate limit exceeded. Try again later." ;;
    *) advice="See the message above." ;;
  esac
  echo "API request failed: $advice" >&2
  return 1
}

make_api_request generate '{"prompt": "Hello, world!", "model": "gpt-4"}'
