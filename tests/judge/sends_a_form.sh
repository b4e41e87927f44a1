# UNSUPPORTED_MEDIA_TYPE api-reference/errors.md#unsupported_media_type https://github.com/letsgetrusty/bootcamp/pull/15
curl --oauth2-bearer "$API_KEY" -d '{"prompt": "Hi", "model": "gpt-4"}' "https://api.example.com/v1/generate"
