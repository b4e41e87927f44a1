curl https://api.example.com/v1/prompts/YOUR_PROMPT_ID \
  --request PATCH \
  --fail-with-body --silent --show-error --max-time 30 \
  --header "Authorization: Bearer ${API_KEY:?Set it to your API key first}" \
  --header "Content-Type: application/json" \
  --data '{
    "name": "Moon",
    "text": "Say hello to the moon."
  }'
