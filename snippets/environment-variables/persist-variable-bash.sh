( set -e; : "${API_KEY:?is not set}"
  touch ~/.bashrc ~/.profile; : <> ~/.api_key; chmod 600 ~/.api_key
  line=$(printf 'export API_KEY=%q' "$API_KEY")
  [ "$(tail -n 1 ~/.api_key)" = "$line" ] || printf '\n%s\n' "$line" >> ~/.api_key
  line='[ ! -r ~/.api_key ] || . ~/.api_key'
  for file in ~/.bashrc ~/.profile ~/.bash_login ~/.bash_profile; do
    [ ! -e "$file" ] || grep -qxF "$line" "$file" || printf '\n%s\n' "$line" >> "$file"
  done )
