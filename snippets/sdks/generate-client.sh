curl --fail --silent --show-error --max-time 60 --remote-name \
  https://api.example.com/openapi.yaml
openapi-python-client generate --path openapi.yaml
