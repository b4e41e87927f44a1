# clean --with busy,expired,cut,away
curl "https://api.example.com/v1/me" --fail-with-body --silent --show-error --max-time 30 \
  --header "Authorization: Bearer $API_KEY"
