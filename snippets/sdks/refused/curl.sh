. ./example-api.sh
if ! example_api POST /prompts '{"name": "Farewell", "text": "Goodbye!"}'; then
  echo "The prompt wasn't saved." >&2
fi
