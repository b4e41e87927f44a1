( set -e; : "${API_KEY:?is not set}"
  file=${ZDOTDIR:-$HOME}/.zshrc
  touch "$file"; : <> ~/.api_key; chmod 600 ~/.api_key
  line=$(printf 'export API_KEY=%q' "$API_KEY")
  [ "$(tail -n 1 ~/.api_key)" = "$line" ] || printf '\n%s\n' "$line" >> ~/.api_key
  line='. ~/.api_key'
  grep -qxF "$line" "$file" || printf '\n%s\n' "$line" >> "$file" )
