(umask 077 && printf 'API_KEY=%s\n' "$API_KEY" > .env)
echo '.env' >> .gitignore
