'{"prompt": "Hello, world!", "model": "gpt-4"}' |
  curl.exe https://api.example.com/v1/generate `
  --fail-with-body --silent --show-error --max-time 60 `
  --header "Authorization: Bearer YOUR_API_KEY" `
  --header "Content-Type: application/json" `
  --data "@-"
