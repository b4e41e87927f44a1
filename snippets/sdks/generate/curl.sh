. ./example-api.sh
example_api POST /generate '{"prompt": "Hello, world!", "model": "gpt-4"}'
