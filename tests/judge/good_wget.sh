# clean --with busy,expired,cut,away
wget --no-verbose --tries 1 --timeout 30 -O - --header "Authorization: Bearer $API_KEY" "https://api.example.com/v1/models"
