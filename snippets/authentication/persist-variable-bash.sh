(umask 077 && printf 'export API_KEY=%s\n' "$API_KEY" > ~/.api_key)
echo '. ~/.api_key' >> ~/.bashrc
