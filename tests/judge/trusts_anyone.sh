# certificate_unchecked getting-started/troubleshooting.md#the-certificate-is-not-trusted --with untrusted
curl --silent --insecure --max-time 30 https://api.example.com/v1/me --oauth2-bearer "$API_KEY"
