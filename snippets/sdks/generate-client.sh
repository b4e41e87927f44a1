curl --fail --silent --show-error --max-time 60 --output example-api.yaml \
  https://api.example.com/openapi.yaml
openapi-python-client generate --path example-api.yaml
