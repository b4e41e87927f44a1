: "${API_KEY:?is not set}" && touch .gitignore && : <> .env && chmod 600 .env &&
  { git check-ignore -q .env 2> /dev/null || [ "$(tail -n 1 .gitignore)" = .env ] ||
    printf '\n.env\n' >> .gitignore; } &&
  printf '\nAPI_KEY=%q\n' "$API_KEY" >> .env
