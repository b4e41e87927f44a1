( set -e; : "${API_KEY:?is not set}"
  [ ! -h .gitignore ] ||
    { echo "git doesn't read a .gitignore that's a link" >&2; exit 1; }
  touch .gitignore; : <> .env; chmod 600 .env
  git check-ignore -q .env 2> /dev/null || [ "$(tail -n 1 .gitignore)" = .env ] ||
    printf '\n.env\n' >> .gitignore
  line=$(printf 'API_KEY=%q' "$API_KEY")
  [ "$(tail -n 1 .env)" = "$line" ] || printf '\n%s\n' "$line" >> .env )
