( set -e; : "${API_KEY:?is not set}"
  touch ~/.zshrc; : <> ~/.api_key; chmod 600 ~/.api_key
  line=$(printf 'export API_KEY=%q' "$API_KEY")
  [ "$(tail -n 1 ~/.api_key)" = "$line" ] || printf '\n%s\n' "$line" >> ~/.api_key
  line='. ~/.api_key'
  grep -qxF "$line" ~/.zshrc || printf '\n%s\n' "$line" >> ~/.zshrc )
