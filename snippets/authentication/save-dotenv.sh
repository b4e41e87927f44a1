touch .env .gitignore && chmod 600 .env &&
  { git check-ignore -q .env 2> /dev/null || printf '\n.env\n' >> .gitignore; } &&
  printf '\nAPI_KEY=%q\n' "${API_KEY:?is not set}" >> .env
