( set -e; : "${API_KEY:?is not set}"
  touch ~/.bashrc ~/.profile; : <> ~/.api_key; chmod 600 ~/.api_key
  printf '\nexport API_KEY=%q\n' "$API_KEY" >> ~/.api_key
  line='[ ! -r ~/.api_key ] || . ~/.api_key'
  for file in ~/.bashrc ~/.profile ~/.bash_login ~/.bash_profile; do
    [ ! -e "$file" ] || grep -qxF "$line" "$file" || printf '\n%s\n' "$line" >> "$file"
  done )
