. ./example-api.sh
if ! example_api POST /prompts '{"name": "Farewell", "text": "Goodbye!"}'; then
  echo "The prompt was not saved." >&2
fi
